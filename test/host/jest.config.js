module.exports = {
  ...require('../jest.preset'),
  displayName: 'host',
  testMatch: ['<rootDir>/test/host/**/*.test.ts'],
};
