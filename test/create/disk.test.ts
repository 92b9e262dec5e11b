import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyFolder } from './folder';
import { cli } from './repository';
import { cleanEnvironment, ended, runCli } from './run-cli';

const quick = ['my-app', '--yes', '--no-install', '--no-git'];
const root = process.getuid?.() === 0;
const nobody = 65534;

test('a file that may not grow: exit 1, nothing left', async () => {
  const cwd = emptyFolder();
  // `ulimit -f` counts in blocks of 512 bytes: fewer than the largest file has.
  const command = `ulimit -f 8; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, cli, ...quick], {
    cwd,
    env: cleanEnvironment,
  });
  const run = await ended(child);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^✖ .*my-app: larger than a file may be here\.\n.*Nothing was left/);
  expect(readdirSync(cwd)).toEqual([]);
});

if (root) {
  // Only root can mount a disk to fill; elsewhere the test above covers the same path.
  test('a full disk: exit 1, nothing left', async () => {
    const cwd = emptyFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', cwd]);
    try {
      const run = await runCli(quick, { cwd });
      expect(run.code).toBe(1);
      expect(run.stderr).toContain('my-app: the disk is full.\n  Free some space');
      expect(readdirSync(cwd)).toEqual([]);
    } finally {
      execFileSync('umount', [cwd]);
    }
  });
}

test('a current folder that is gone: exit 1, said as any other failure', async () => {
  const command = `rmdir "$PWD"; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, cli, ...quick], {
    cwd: mkdtempSync(join(tmpdir(), 'gone-')),
    env: cleanEnvironment,
  });
  const run = await ended(child);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^✖ .*no such file or directory.*\n  Choose another folder\./);
});

test.each([
  ['a new folder', 'my-app'],
  ['a folder below', 'some/my-app'],
])('no permission, for %s: exit 1, nothing left', async (_, directory) => {
  const cwd = emptyFolder();
  // Root may write anywhere, so that the CLI runs as somebody else then.
  const user = root ? { uid: nobody, gid: nobody } : {};
  chmodSync(cwd, 0o555);
  const run = await runCli([directory, ...quick.slice(1)], { cwd, ...user });
  chmodSync(cwd, 0o755);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(
    `${directory}: no permission to write.\n  Choose a folder that is yours.`,
  );
  expect(readdirSync(cwd)).toEqual([]);
});

test('a folder that is ours in one that is not can be filled', async () => {
  const cwd = emptyFolder();
  const folder = join(cwd, 'my-app');
  mkdirSync(folder);
  if (root) chownSync(folder, nobody, nobody);
  chmodSync(cwd, 0o555);
  const user = root ? { uid: nobody, gid: nobody } : {};
  const run = await runCli(quick, { cwd, ...user });
  chmodSync(cwd, 0o755);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(folder)).toContain('package.json');
});
