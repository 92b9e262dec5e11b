module.exports = {
  ...require('../jest.preset'),
  displayName: 'ops',
  testMatch: ['<rootDir>/test/ops/**/*.test.ts'],
};
