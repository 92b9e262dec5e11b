module.exports = {
  ...require('../jest.preset'),
  displayName: 'ci',
  testMatch: ['<rootDir>/test/ci/**/*.test.ts'],
};
