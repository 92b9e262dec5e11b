import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { emptyFolder, filesIn } from './folder';
import { cli } from './repository';
import { cleanEnvironment, ended } from './run-cli';
import { withStandIn } from './stand-in';

interface Step {
  /** Text to wait for. */
  readonly after: string;
  /** What is typed then. */
  readonly type: string;
}

const enter = '\r';
const ctrlC = '\u0003';
const ctrlD = '\u0004';
const backspace = '\u007F';
const arrowDown = '\u001B[B';
const arrowLeft = '\u001B[D';

/** A person at a terminal. */
function session(
  args: readonly string[],
  steps: readonly Step[],
  cwd: string,
  env: NodeJS.ProcessEnv = cleanEnvironment,
) {
  return atTerminal([process.execPath, cli, ...args], steps, cwd, env);
}

async function atTerminal(
  command: readonly string[],
  steps: readonly Step[],
  cwd: string,
  env: NodeJS.ProcessEnv = cleanEnvironment,
) {
  const child = spawn('python3', [join(__dirname, 'terminal.py'), ...command], {
    cwd,
    env: { ...env, TERM: 'xterm-256color', CI: undefined },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(steps.map((step) => JSON.stringify(step)).join('\n'));
  const { screen, code }: { screen: string; code: number } = JSON.parse(
    (await ended(child)).stdout,
  );
  return { code, screen, text: stripVTControlCharacters(screen) };
}

const name = { after: 'What is the project called?', type: `my-app${enter}` };
const store = { after: 'What holds the sessions?', type: enter };
const database = { after: 'Which database?', type: enter };
const ci = { after: 'What tests changes', type: enter };
const region = { after: 'In which AWS region', type: `eu-central-1${enter}` };
const noDomain = { after: 'Which domain', type: enter };
const noGit = { after: 'Make a git repository?', type: arrowLeft + enter };
const no = 'n';

test('every question is asked, answered, and becomes the project', async () => {
  const cwd = emptyFolder();
  const steps = [
    name,
    store,
    database,
    ci,
    region,
    { after: 'Which domain', type: `shop.example.com${enter}` },
    { after: 'hosted zone?', type: `Z0123456789ABCDEFGHIJ${enter}` },
    { after: 'Make a git repository?', type: no },
    { after: 'Install the dependencies?', type: no },
  ];
  const { code, text } = await session([], steps, cwd);
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(text).toContain('✔ my-app');
  const files = filesIn(join(cwd, 'my-app'));
  expect(files.get('lib/infra/project.ts')!.toString()).toContain("region: 'eu-central-1'");
  expect(files.get('lib/infra/project.ts')!.toString()).toContain("name: 'shop.example.com'");
  expect([...files.keys()].some((file) => file.startsWith('.git/'))).toBe(false);
});

test('Enter takes the default, and what a flag says is not asked', async () => {
  const cwd = emptyFolder();
  const { code, text } = await session(
    ['my-app', '--no-install', '--no-git'],
    [store, database, ci, { ...region, type: enter }, noDomain],
    cwd,
  );
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(text).not.toContain('called?');
  expect(text).not.toContain('Install the dependencies?');
  const project = filesIn(join(cwd, 'my-app')).get('lib/infra/project.ts')!.toString();
  expect(project).toContain("region: 'us-east-1'");
  expect(project).toContain('domain: undefined');
});

test('with GitHub its repository is asked for: the one that the folder is of, by its remote', async () => {
  const cwd = emptyFolder();
  const project = join(cwd, 'my-app');
  execFileSync('git', ['init', '--quiet', project]);
  const remote = 'git@github.com:octo-org/shop.git';
  execFileSync('git', ['-C', project, 'remote', 'add', 'origin', remote]);
  const { code, text } = await session(
    ['my-app', '--no-install', '--no-git'],
    [
      store,
      database,
      { ...ci, type: `${arrowDown}${enter}` },
      { after: 'Which GitHub repository?', type: enter },
      { ...region, type: enter },
      noDomain,
    ],
    cwd,
  );
  expect({ code, text }).toMatchObject({ code: 0 });
  const files = filesIn(project);
  expect(files.get('lib/infra/project.ts')!.toString()).toContain("repository: 'octo-org/shop'");
  expect([...files.keys()]).toContain('.github/workflows/deploy.yml');
});

test('a choice that clashes with an answer is not offered', async () => {
  const cwd = emptyFolder();
  const { code, text } = await session(
    ['my-app', '--session', 'database', '--no-install', '--no-git'],
    [{ ...database, type: `${arrowDown}${arrowDown}${arrowDown}${enter}` }, ci, region, noDomain],
    cwd,
  );
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(text).not.toContain('No database');
  const manifest = JSON.parse(
    filesIn(join(cwd, 'my-app')).get('.stateless/manifest.json')!.toString(),
  );
  expect(manifest.answers).toMatchObject({ session: 'database', database: 'aurora' });
});

test('a wrong answer is explained and asked again', async () => {
  const cwd = emptyFolder();
  const { code, text } = await session(
    ['--no-install', '--no-git'],
    [
      { ...name, type: `My_App${enter}` },
      { after: 'Choose', type: `${backspace.repeat('My_App'.length)}my-app${enter}` },
      store,
      database,
      ci,
      { ...region, type: enter },
      noDomain,
    ],
    cwd,
  );
  expect({ code, text }).toMatchObject({ code: 0 });
  expect(readdirSync(cwd)).toEqual(['my-app']);
});

test('a domain without its hosted zone is asked for it again', async () => {
  const cwd = emptyFolder();
  const { code, text } = await session(
    ['my-app', '--no-install', '--no-git'],
    [
      store,
      database,
      ci,
      { ...region, type: enter },
      { after: 'Which domain', type: `shop.example.com${enter}` },
      { after: 'hosted zone?', type: enter },
      { after: 'starts with Z', type: `Z0123456789ABCDEFGHIJ${enter}` },
    ],
    cwd,
  );
  expect({ code, text }).toMatchObject({ code: 0 });
});

test.each([
  ['the first question', [{ ...name, type: ctrlC }]],
  ['a later one', [name, store, database, ci, { ...region, type: ctrlC }]],
  [
    'the last one',
    [name, store, database, ci, { ...region, type: enter }, noDomain, { ...noGit, type: ctrlC }],
  ],
])('Ctrl-C at %s is exit code 130 with nothing left', async (_, steps) => {
  const cwd = emptyFolder();
  const { code, text } = await session([], steps, cwd);
  expect({ code, text }).toMatchObject({ code: 130 });
  expect(text).toContain('Interrupted. Nothing was left behind.');
  expect(readdirSync(cwd)).toEqual([]);
});

test('Ctrl-C lets an app that was started end in its own time', async () => {
  const cwd = emptyFolder();
  const app = "trap 'sleep 0.3; echo ended well; exit' INT; trap 'echo hurried; exit' TERM";
  const env = withStandIn('npm', `${app}; case $1 in run) echo started; sleep 9 & wait ;; esac`);
  const { code, text } = await session(
    ['my-app', '--yes', '--no-git', '--start'],
    [{ after: 'started', type: ctrlC }],
    cwd,
    env,
  );
  expect({ code, text }).toMatchObject({ code: 130 });
  expect(text).toContain('ended well');
  expect(text).not.toContain('hurried');
});

test('the end of the input at a question is no success', async () => {
  const cwd = emptyFolder();
  const { code } = await session([], [{ ...name, type: ctrlD }], cwd);
  expect([1, 2, 130]).toContain(code);
  expect(readdirSync(cwd)).toEqual([]);
});

test('an error at a terminal is coloured wherever standard output goes', async () => {
  const cwd = emptyFolder();
  const command = ['sh', '-c', '"$0" "$@" > out', process.execPath, cli, '--frobnicate'];
  const { code, screen } = await atTerminal(command, [], cwd);
  expect(code).toBe(2);
  expect(screen).toContain('\u001B[31m✖');
});

test('--yes asks nothing at a terminal, and colours are shown there', async () => {
  const cwd = emptyFolder();
  const { code, screen } = await session(['my-app', '--yes', '--no-install', '--no-git'], [], cwd);
  expect(code).toBe(0);
  expect(screen).toContain('\u001B[32m✔');
});
