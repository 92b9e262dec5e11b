import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultProject } from './default-project';
import { emptyFolder } from './folder';
import { cleanEnvironment, runCli } from './run-cli';
import { withStandIn } from './stand-in';

const args = ['my-app', '--yes', '--no-install'];

/** A machine that was never told who commits. */
const stranger: NodeJS.ProcessEnv = {
  ...cleanEnvironment,
  HOME: '/nowhere',
  XDG_CONFIG_HOME: '/nowhere',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: undefined,
  GIT_AUTHOR_EMAIL: undefined,
  GIT_COMMITTER_NAME: undefined,
  GIT_COMMITTER_EMAIL: undefined,
  EMAIL: undefined,
};

function git(cwd: string, ...rest: string[]): string {
  return execFileSync('git', rest, { cwd, encoding: 'utf8' });
}

test('the first commit has every file and leaves nothing to commit', async () => {
  const cwd = emptyFolder();
  const run = await runCli(args, { cwd, env: stranger });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const project = join(cwd, 'my-app');
  expect(git(project, 'ls-files').trim().split('\n').sort()).toEqual(
    [...defaultProject.keys()].sort(),
  );
  expect(git(project, 'status', '--porcelain')).toBe('');
  expect(git(project, 'branch', '--show-current')).toBe('main\n');
  expect(git(project, 'log', '--format=%s')).toMatch(/^Start from create-stateless-app \d/);
});

test('executable files stay executable', async () => {
  const cwd = emptyFolder();
  await runCli(args, { cwd, env: stranger });
  const modes = git(join(cwd, 'my-app'), 'ls-files', '--stage');
  const executable = [...defaultProject].filter(([, { mode }]) => mode === 0o755);
  for (const [file] of executable) expect(modes).toMatch(new RegExp(`^100755 .*\\t${file}$`, 'm'));
});

test('who is known to git commits', async () => {
  const cwd = emptyFolder();
  const env = { ...stranger, GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' };
  await runCli(args, {
    cwd,
    env: { ...env, GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' },
  });
  expect(git(join(cwd, 'my-app'), 'log', '--format=%an')).toBe('Ada\n');
});

test('there is no repository within a repository', async () => {
  const cwd = emptyFolder();
  git(cwd, 'init', '--quiet');
  mkdirSync(join(cwd, 'packages'));
  const run = await runCli([join('packages', 'my-app'), '--yes', '--no-install'], { cwd });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('No first commit: in a repository already.');
  expect(git(join(cwd, 'packages/my-app'), 'rev-parse', '--show-toplevel').trim()).toBe(cwd);
});

test('a repository that git will not look into is one, as another user’s is', async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, '.git'));
  writeFileSync(join(cwd, '.git/HEAD'), 'theirs');
  const run = await runCli(['.', '--name', ...args], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain('No first commit: in a repository already.');
  expect(readdirSync(join(cwd, '.git'))).toEqual(['HEAD']);
});

test('a git hook’s own repository is not touched', async () => {
  const [cwd, other] = [emptyFolder(), emptyFolder()];
  git(other, 'init', '--quiet');
  const env = { ...stranger, GIT_DIR: join(other, '.git'), GIT_INDEX_FILE: join(other, 'index') };
  expect(await runCli(args, { cwd, env })).toMatchObject({ code: 0 });
  expect(git(other, 'status', '--porcelain', '--branch')).toContain('No commits yet');
  expect(git(join(cwd, 'my-app'), 'log', '--oneline').trim().split('\n')).toHaveLength(1);
});

test('a git that fails costs the commit, not the project', async () => {
  const cwd = emptyFolder();
  const failing = withStandIn('git', 'case $* in *init*) mkdir .git ;; *) exit 128 ;; esac');
  const run = await runCli(args, { cwd, env: failing });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('No first commit: git failed.');
  expect(readdirSync(join(cwd, 'my-app'))).not.toContain('.git');
});

test('a machine without git gets its project too', async () => {
  const cwd = emptyFolder();
  const run = await runCli(args, { cwd, env: { ...cleanEnvironment, PATH: '/nowhere' } });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('No first commit: git not found.');
});
