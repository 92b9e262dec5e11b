const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');

const { dependencies, devDependencies } = require('../package.json');

// Jest runs CommonJS: of what is installed it must translate what ships as ES modules only.
const esModules = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
  const places = require.resolve.paths(name).map((folder) => join(folder, name, 'package.json'));
  const found = places.find((file) => existsSync(file));
  const { type, exports } = found ? require(found) : {};
  return type === 'module' && !JSON.stringify(exports ?? {}).includes('"require"');
});

// What every project under test/ shares.
module.exports = {
  rootDir: resolve(__dirname, '..'),
  testEnvironment: 'node',
  transform: {
    '\\.[cm]?[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
};
