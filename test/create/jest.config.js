const preset = require('../jest.preset');

module.exports = {
  ...preset,
  displayName: 'create',
  testMatch: ['<rootDir>/test/create/*.test.ts'],
  globalSetup: '<rootDir>/test/create/build-once.ts',
  transformIgnorePatterns: ['/node_modules/(?!yargs-parser/)'],
};
