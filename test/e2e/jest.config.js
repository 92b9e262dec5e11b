// From the packed package to a project that runs, in a browser, under systemd and on the emulator of AWS.
module.exports = {
  ...require('../jest.preset'),
  displayName: 'e2e',
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
};
