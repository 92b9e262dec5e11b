import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, filesIn } from './folder';
import { cleanEnvironment, runCli } from './run-cli';
import { withStandIn } from './stand-in';

const args = ['my-app', '--yes', '--no-git'];

test('what is installed is there when the project appears', async () => {
  const cwd = emptyFolder();
  const env = withStandIn('npm', 'echo "$@"; mkdir node_modules; echo {} > package-lock.json');
  const run = await runCli(args, { cwd, env });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain('Installing the dependencies with npm…\ninstall --include=dev');
  expect(run.stdout).toContain('Next:\n  cd my-app\n  npm run dev\n');
  expect(readdirSync(cwd)).toEqual(['my-app']);
  expect(readdirSync(join(cwd, 'my-app'))).toEqual(
    expect.arrayContaining(['node_modules', 'package-lock.json', 'package.json']),
  );
});

describe('a project with other stores than the template’s own', () => {
  const script = (whenTesting: string) => `case $1 in test) ${whenTesting} ;; esac`;
  const snapshot = 'test/infra/__snapshots__/templates.test.ts.snap';
  const jwt = ['my-app', '--yes', '--session', 'jwt'];

  test('has the snapshots of its stacks in its first commit', async () => {
    const cwd = emptyFolder();
    const env = withStandIn(
      'npm',
      script(`echo "$@"; mkdir test/infra/__snapshots__; echo taken > ${snapshot}`),
    );
    const run = await runCli(jwt, { cwd, env });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(
      'Taking the snapshots of its stacks…\ntest --silent -- --selectProjects infra',
    );
    const git = ['-C', join(cwd, 'my-app'), 'ls-files', snapshot];
    expect(execFileSync('git', git, { encoding: 'utf8' })).toBe(`${snapshot}\n`);
  });

  test('is made without them where its tests fail, which is said', async () => {
    const cwd = emptyFolder();
    const run = await runCli(jwt, { cwd, env: withStandIn('npm', script('exit 1')) });
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toContain('Not taken: its first npm test writes them');
    expect(readdirSync(cwd)).toEqual(['my-app']);
  });

  test('is not tested where it is not installed, nor where it has them', async () => {
    const env = withStandIn('npm', script('echo tested'));
    const run = await runCli([...jwt, '--no-install'], { cwd: emptyFolder(), env });
    expect(run.stdout).not.toContain('napshots');
    expect((await runCli(args, { cwd: emptyFolder(), env })).stdout).not.toContain('napshots');
  });
});

test('a folder that exists gets it too', async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'my-app'));
  const env = withStandIn('npm', 'mkdir -p node_modules/a; echo {} > node_modules/a/package.json');
  expect(await runCli(args, { cwd, env })).toMatchObject({ code: 0 });
  expect([...filesIn(join(cwd, 'my-app')).keys()]).toContain('node_modules/a/package.json');
});

test('with --json what the package manager says goes to standard error', async () => {
  const cwd = emptyFolder();
  const env = withStandIn('npm', 'echo noise');
  const run = await runCli([...args, '--json'], { cwd, env });
  expect(run.stderr).toBe('noise\n');
  expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, installed: true });
});

test('an installation that fails leaves nothing, and says so', async () => {
  const cwd = emptyFolder();
  const env = withStandIn('npm', 'mkdir node_modules; echo no network >&2; exit 7');
  const run = await runCli(args, { cwd, env });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('no network\n✖ npm install: failed with exit code 7');
  expect(run.stderr).toContain('--no-install');
  expect(readdirSync(cwd)).toEqual([]);
});

test.each([
  ['of this name', 'my-app', []],
  ['in the folder that is filled', 'my-app/app/theirs', ['my-app/app']],
])('what appears meanwhile %s stays: exit 3, nothing else left', async (_, theirs, before) => {
  const cwd = emptyFolder();
  for (const folder of before) mkdirSync(join(cwd, folder), { recursive: true });
  const file = join(cwd, 'my-app', 'package.json');
  const env = withStandIn('npm', `mkdir -p '${cwd}/${theirs}'; echo theirs > '${file}'`);
  const run = await runCli([...args, '--json'], { cwd, env });
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout)).toMatchObject({
    exitCode: 3,
    error: { problem: expect.stringContaining('appeared meanwhile') },
  });
  expect([...filesIn(cwd).keys()]).toEqual(['my-app/package.json']);
});

test('a package manager that is not there is named', async () => {
  const cwd = emptyFolder();
  const run = await runCli(args, { cwd, env: { ...cleanEnvironment, PATH: '/nowhere' } });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('✖ npm: not found.');
  expect(readdirSync(cwd)).toEqual([]);
});

test('--start runs the app where it is, and ends as it ends', async () => {
  const cwd = emptyFolder();
  const env = withStandIn('npm', 'case $1 in install) ;; run) echo "$2 in $PWD"; exit 4 ;; esac');
  const run = await runCli([...args, '--start'], { cwd, env });
  expect(run.stdout).toContain(`dev in ${join(cwd, 'my-app')}\n`);
  expect(run.code).toBe(4);
});
