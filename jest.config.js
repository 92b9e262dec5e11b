// Each folder of test/ is a Jest project of its own, so that only those which need services start them.
module.exports = { projects: ['<rootDir>/test/*/jest.config.js'] };
