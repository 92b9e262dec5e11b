module.exports = {
  ...require('../jest.preset'),
  displayName: 'local',
  testMatch: ['<rootDir>/test/local/**/*.test.ts'],
};
