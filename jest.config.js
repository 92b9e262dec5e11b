module.exports = {
  // Each folder of test/ is a project of its own, so that only those that need services start them.
  projects: ['<rootDir>/test/*/jest.config.js'],
  // Jest would leave one core to whoever else works here; on two cores that is half the machine.
  maxWorkers: '100%',
  // A busy machine is slow, not wrong: five seconds can be too few to start a server or to empty a
  // folder. What has to be quick is measured by the test itself.
  testTimeout: 60_000,
};
