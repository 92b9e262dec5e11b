import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../lib/create/exit-codes';
import { optionNames } from '../../lib/create/option';
import { flagForm } from '../../lib/create/options';
import { defaultProject } from './default-project';
import { emptyFolder, filesIn } from './folder';
import { packageJson } from './repository';
import { cleanEnvironment, runCli } from './run-cli';

const quick = ['--yes', '--no-install', '--no-git'];

describe('a run with no terminal', () => {
  test('makes the project that was rendered, and says what to type next', async () => {
    const cwd = emptyFolder();
    const run = await runCli(['my-app', ...quick], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(`✔ my-app: ${defaultProject.size} files in ${cwd}/my-app`);
    expect(run.stdout).toContain('  cd my-app\n  npm install\n  npm run dev\n');
    const rendered = [...defaultProject].map(([file, { content }]) => [file, content] as const);
    expect(filesIn(join(cwd, 'my-app'))).toEqual(new Map(rendered));
    expect(readdirSync(cwd)).toEqual(['my-app']);
  });

  test('makes the same bytes twice', async () => {
    const [one, other] = [emptyFolder(), emptyFolder()];
    await runCli(['my-app', ...quick], { cwd: one });
    await runCli(['deep/down/my-app', ...quick, '--region=us-east-1'], { cwd: other });
    expect(filesIn(join(other, 'deep/down/my-app'))).toEqual(filesIn(join(one, 'my-app')));
  });

  test('takes . for the current folder and its name', async () => {
    const cwd = join(emptyFolder(), 'shop');
    mkdirSync(cwd);
    const run = await runCli(['.', ...quick], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).not.toContain('cd ');
    expect(filesIn(cwd).get('package.json')!.toString()).toContain('"name": "shop"');
  });

  test('quotes a folder for the shell that it is typed into', async () => {
    const folder = "it's $(exit 7) `exit 8`";
    const cwd = emptyFolder();
    const run = await runCli([folder, '--name', 'x', ...quick, '--json'], { cwd });
    const [cd] = JSON.parse(run.stdout).next;
    const pwd = execFileSync('sh', ['-c', `${cd} && pwd`], { cwd, encoding: 'utf8' });
    expect(pwd).toBe(`${join(cwd, folder)}\n`);
  });

  test('keeps the README and the LICENSE of a new repository', async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'my-app/.git'), { recursive: true });
    writeFileSync(join(cwd, 'my-app/README.md'), '# theirs\n');
    writeFileSync(join(cwd, 'my-app/LICENSE'), 'MIT\n');
    const run = await runCli(['my-app', ...quick], { cwd });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('Kept as it was: README.md');
    expect(filesIn(join(cwd, 'my-app')).get('README.md')!.toString()).toBe('# theirs\n');
  });

  test('lists and writes nothing with --dry-run', async () => {
    const cwd = emptyFolder();
    const run = await runCli(['my-app', '--yes', '--dry-run'], { cwd });
    expect(run.code).toBe(0);
    for (const file of defaultProject.keys()) expect(run.stdout).toContain(`create    ${file}\n`);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('exit code 2', () => {
  test.each([
    [[], '✖ --name, --session, --database, --ci, --region: no answer, and no terminal to ask at.'],
    [['my-app'], '✖ --session, --database, --ci, --region: no answer'],
    [['--yes'], '✖ --name: no answer'],
    [['my-app', '--sesion', 'redis'], '✖ --sesion: not an option.\n  Did you mean --session?'],
    [
      ['my-app', '--yes', '--session', 'mongo'],
      '✖ --session mongo: not a session store.\n  Choose redis, valkey, memcached,',
    ],
    [
      ['my-app', '--yes', '--session', 'database', '--database', 'none'],
      '✖ --session database and --database none: sessions in the database need one.\n  Choose --database postgres or aurora, or another --session.',
    ],
    [
      ['my-app', '--yes', '--repository', 'octo-org/shop'],
      '✖ --repository octo-org/shop: needs --ci github.\n  Give both or neither.',
    ],
    [
      ['my-app', '--yes', '--ci', 'github', '--repository', 'octo-org'],
      '✖ --repository octo-org: not a GitHub repository.\n  Write owner/name',
    ],
    [['1BadName!', '--yes'], '✖ 1BadName!: the name has something'],
    [['my-app', '--yes', '--region', 'mars'], '✖ --region mars: not an AWS region.'],
  ])('%j', async (args, message) => {
    const cwd = emptyFolder();
    const run = await runCli(args, { cwd });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('exit code 3', () => {
  test('for a file in the place of the folder', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'my-app'), 'theirs');
    const run = await runCli(['my-app', ...quick, '--force'], { cwd });
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(
      'my-app: a file, where the project’s folder would be.'.replace('’', "'"),
    );
  });

  test('for a symbolic link to nowhere above the folder', async () => {
    const cwd = emptyFolder();
    symlinkSync('/nowhere', join(cwd, 'link'));
    const run = await runCli(['link/my-app', ...quick], { cwd });
    expect(run.code).toBe(3);
    expect(run.stderr).toContain(`✖ ${cwd}/link/my-app: something stands in the way`);
    expect(readdirSync(cwd)).toEqual(['link']);
  });

  test('for files that differ, listed, with the cure; and --force overwrites just those', async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'my-app'));
    writeFileSync(join(cwd, 'my-app/package.json'), 'theirs');
    writeFileSync(join(cwd, 'my-app/notes.txt'), 'theirs');
    const refused = await runCli(['my-app', ...quick], { cwd });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('1 file is in the way.\n    package.json\n');
    expect(refused.stderr).toContain('--force');
    expect([...filesIn(cwd).keys()]).toEqual(['my-app/notes.txt', 'my-app/package.json']);

    const forced = await runCli(['my-app', ...quick, '--force'], { cwd });
    expect(forced.code).toBe(0);
    const files = filesIn(join(cwd, 'my-app'));
    expect(files.get('notes.txt')!.toString()).toBe('theirs');
    expect(files.get('package.json')).toEqual(defaultProject.get('package.json')!.content);
    expect(files.size).toBe(defaultProject.size + 1);
  });

  test('for a symbolic link inside, by force too', async () => {
    const [cwd, outside] = [emptyFolder(), emptyFolder()];
    mkdirSync(join(cwd, 'my-app'));
    symlinkSync(outside, join(cwd, 'my-app/app'));
    expect((await runCli(['my-app', ...quick, '--force'], { cwd })).code).toBe(3);
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(join(cwd, 'my-app'))).toEqual(['app']);
  });
});

describe('--json', () => {
  test('is one object for a project made', async () => {
    const cwd = emptyFolder();
    const run = await runCli(['my-app', ...quick, '--json'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const result = JSON.parse(run.stdout);
    expect(result).toMatchObject({
      ok: true,
      exitCode: 0,
      dryRun: false,
      directory: join(cwd, 'my-app'),
      template: packageJson.version,
      answers: { name: 'my-app', session: 'redis', database: 'postgres', region: 'us-east-1' },
      installed: false,
      git: null,
      next: ['cd my-app', 'npm install', 'npm run dev'],
    });
    expect(result.files).toContainEqual({
      path: 'package.json',
      class: 'managed',
      action: 'create',
    });
    expect(result.files).toHaveLength(defaultProject.size);
  });

  test('is one object for an error, on standard output too', async () => {
    const cwd = emptyFolder();
    const run = await runCli(['--json'], { cwd });
    expect(run).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      ok: false,
      exitCode: 2,
      error: {
        kind: 'usage',
        problem: expect.stringContaining('--name'),
        cure: expect.any(String),
        options: ['name', 'session', 'database', 'ci', 'region'],
      },
    });
  });

  test('names the conflicts', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'package.json'), 'theirs');
    const run = await runCli(['.', '--name', 'x', ...quick, '--json'], { cwd });
    expect(run.code).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      exitCode: 3,
      error: { kind: 'conflicts', conflicts: ['package.json'] },
    });
  });

  test('answers an unknown flag in the same form', async () => {
    const run = await runCli(['a', '--json', '--frobnicate']);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, exitCode: 2 });
  });
});

describe('information', () => {
  test('--version', async () => {
    expect(await runCli(['--version'])).toMatchObject({
      code: 0,
      stdout: `${packageJson.version}\n`,
    });
  });

  test('--help has every option, every exit code and examples, within 80 columns', async () => {
    const { code, stdout } = await runCli(['--help', 'whatever']);
    expect(code).toBe(0);
    for (const name of optionNames) expect(stdout).toContain(`  ${flagForm(name)}  `);
    for (const { code: exit, meaning } of exitCodes) {
      expect(stdout).toMatch(new RegExp(`^  ${exit} +${meaning}$`, 'm'));
    }
    expect(stdout).toContain('npx create-stateless-app my-app --yes');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('schema --json', async () => {
    const { code, stdout } = await runCli(['schema', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: packageJson.version,
      properties: { database: { enum: ['postgres', 'aurora', 'none'], default: 'postgres' } },
      exitCodes: { 0: 'done' },
    });
  });
});

describe('colours', () => {
  const escape = '\u001B[';
  const help = (env: NodeJS.ProcessEnv) =>
    runCli(['--help'], { env: { ...cleanEnvironment, ...env } });

  test('are for terminals only', async () => {
    expect((await help({})).stdout).not.toContain(escape);
    expect((await help({ CI: 'true' })).stdout).not.toContain(escape);
  });

  test('come by FORCE_COLOR, unless NO_COLOR', async () => {
    expect((await help({ FORCE_COLOR: '1' })).stdout).toContain(escape);
    expect((await help({ FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain(escape);
  });
});
