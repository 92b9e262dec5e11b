import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultProject } from './default-project';
import { emptyFolder, filesIn } from './folder';
import { packageJson, repository } from './repository';
import { cleanEnvironment } from './run-cli';

const folder = emptyFolder();

// The build has just run; here it would change files that other tests are running.
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);

test('the package holds the CLI, the template and what npm adds, and nothing else', () => {
  const files = packed.files.map(({ path }: { path: string }) => path);
  const optional = ['LICENSE', 'README.md'].filter((name) => files.includes(name));
  expect(files.sort()).toEqual(
    [...optional, 'dist/create-stateless-app.mjs', 'dist/template.bin', 'package.json'].sort(),
  );
});

test('the package needs no other', () => {
  expect(packageJson.dependencies ?? {}).toEqual({});
  // npx installs optional ones too: hence the workspace in lib/create/embedded-postgres.
  expect(packageJson.optionalDependencies ?? {}).toEqual({});
});

test('the package is at most 1 MB', () => {
  expect(statSync(join(folder, packed.filename)).size).toBeLessThanOrEqual(1_000_000);
});

test('npx runs the package from an empty folder, with no network', () => {
  const cwd = emptyFolder();
  const tgz = `./${packed.filename}`;
  execFileSync('cp', [join(folder, packed.filename), cwd]);
  const output = execFileSync(
    'npx',
    ['--yes', tgz, 'my-app', '--yes', '--no-install', '--no-git'],
    {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...cleanEnvironment,
        npm_config_cache: join(emptyFolder(), 'cache'),
        npm_config_offline: 'true',
      },
    },
  );
  expect(output).toContain('✔ my-app');
  expect(new Set(readdirSync(cwd))).toEqual(new Set([packed.filename, 'my-app']));
  expect(filesIn(join(cwd, 'my-app')).size).toBe(defaultProject.size);
}, 60_000);
