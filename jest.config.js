module.exports = {
  // Each folder of test/ is a project of its own, so that only those that need services start them.
  projects: ['<rootDir>/test/*/jest.config.js'],
  // Jest would leave one core to whoever else works here; on two cores that is half the machine.
  maxWorkers: '100%',
};
