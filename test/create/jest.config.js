const preset = require('../jest.preset');

module.exports = {
  ...preset,
  displayName: 'create',
  testMatch: ['<rootDir>/test/create/*.test.ts'],
  globalSetup: '<rootDir>/test/create/build-once.ts',
};
