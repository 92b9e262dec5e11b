module.exports = {
  ...require('../jest.preset'),
  displayName: 'app',
  testMatch: ['<rootDir>/test/app/**/*.test.ts'],
  globalSetup: '<rootDir>/test/app/global-setup.ts',
  setupFilesAfterEnv: ['<rootDir>/test/app/patience.ts'],
  globalTeardown: '<rootDir>/test/app/global-teardown.ts',
};
