module.exports = {
  ...require('../jest.preset'),
  displayName: 'drill',
  testMatch: ['<rootDir>/test/drill/**/*.test.ts'],
  // Those of the app's own tests: Jest runs them once for both.
  globalSetup: '<rootDir>/test/app/global-setup.ts',
  globalTeardown: '<rootDir>/test/app/global-teardown.ts',
};
