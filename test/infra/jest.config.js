module.exports = {
  ...require('../jest.preset'),
  displayName: 'infra',
  testMatch: ['<rootDir>/test/infra/**/*.test.ts'],
  globalSetup: '<rootDir>/test/infra/global-setup.ts',
  globalTeardown: '<rootDir>/test/infra/global-teardown.ts',
};
