// What every project under test/ shares.
module.exports = {
  rootDir: require('node:path').resolve(__dirname, '..'),
  testEnvironment: 'node',
  transform: {
    '\\.[cm]?[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  // These packages ship as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!node-pg-migrate/)'],
};
