import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isAlive } from '../../lib/local/processes/process-owner';
import { waitFor } from '../../lib/local/processes/wait-for';
import { processesWith } from './processes';
import { makeProject, pidIn, removeProject, REPOSITORY, serviceFolder } from './project';

jest.setTimeout(60_000);

/** Milliseconds, for a machine that is busy with other tests. */
const START_LIMIT = 30_000;
const END_LIMIT = 8_000;

/** The file of the app that the tests change, and what they change in it. */
const COUNTER = 'app/routes/counter.ts';
const STEP = "session.increment('counter')";

let root: string;

/** `npm run dev` in a copy of this project. */
class Dev {
  output = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(variables: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, ['-r', 'tsx/cjs', 'lib/local/dev.ts'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // A process group, as a terminal makes one: Ctrl-C goes to all of it.
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = new Promise((resolve) => {
      this.child.once('exit', resolve);
    });
  }

  async url(): Promise<string> {
    await this.says(/http:\/\/localhost:\d+ after/);
    return /http:\/\/localhost:\d+/.exec(this.output)?.[0] ?? '';
  }

  async says(what: RegExp): Promise<void> {
    const seen = await waitFor(
      () => what.test(this.output) || this.child.exitCode !== null || undefined,
      START_LIMIT,
    );
    if (!seen || !what.test(this.output)) throw new Error(`${what} is not in:\n${this.output}`);
  }

  ctrlC(): void {
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
  }
}

const devs: Dev[] = [];
function startDev(variables?: NodeJS.ProcessEnv): Dev {
  const dev = new Dev(variables);
  devs.push(dev);
  return dev;
}

/** The processes of the project's services and of its server. */
function running(): number[] {
  const services = [
    pidIn(serviceFolder(root, 'postgres-18'), 'data', 'postmaster.pid'),
    pidIn(serviceFolder(root, 'redis'), 'pid'),
  ];
  return [...services, ...processesWith(join(root, 'dist'))];
}

async function expectNothingLeft(pids: number[]): Promise<void> {
  const left = () => [...processesWith(root), ...pids.filter(isAlive)];
  await waitFor(() => left().length === 0 || undefined, END_LIMIT);
  expect(left()).toEqual([]);
}

function edit(file: string, from: string, to: string): void {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

beforeAll(() => {
  root = makeProject();
  for (const name of ['app', 'lib', 'package.json', 'tsconfig.json']) {
    cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
  }
});

afterEach(async () => {
  if (devs.length === 0) return;
  for (const { child } of devs.splice(0)) child.kill('SIGKILL');
  await waitFor(() => processesWith(root).length === 0 || undefined, END_LIMIT);
});

afterAll(() => removeProject(root));

describe('while somebody works', () => {
  let dev: Dev;
  let url: string;
  let cookie = '';

  /** Adds to the counter of our session; its new value. */
  async function count(): Promise<number> {
    const headers = { accept: 'application/json', origin: url, cookie };
    const reply = await fetch(`${url}/counter`, { method: 'POST', headers });
    cookie ||= reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const body: unknown = await reply.json();
    return Number(Object(body).counter);
  }

  beforeAll(async () => {
    dev = new Dev();
    url = await dev.url();
  });

  afterAll(() => dev.child.kill('SIGKILL'));

  test('says which services it took, and shows a page', async () => {
    expect(dev.output).toMatch(/PostgreSQL 18 \(embedded, from npm\): postgres:/);
    expect(dev.output).toMatch(/Redis \(.*\): redis:/);
    expect((await fetch(url)).status).toBe(200);
    expect(await count()).toBe(1);
  });

  test('shows a mistake, and the server goes on', async () => {
    edit(COUNTER, STEP, `${STEP} +`);
    await dev.says(/counter\.ts has changed[^]*error[^]*The server from before goes on/i);
    expect(await count()).toBe(2);
    edit(COUNTER, `${STEP} +`, STEP);
  });

  test('answers with new code, and the session goes on', async () => {
    edit(COUNTER, STEP, "session.increment('counter', 100)");
    const changed = async () => {
      const counter = await count().catch(() => 0); // Nobody listens while the servers change over.
      return counter >= 100 ? counter : undefined;
    };
    const counter = await waitFor(changed, START_LIMIT);
    // On top of what the old server counted; a session that was lost would show 100.
    expect(counter).toBeGreaterThanOrEqual(102);
    expect(dev.output).not.toContain('It starts again');
  });

  test('runs a migration that is added', async () => {
    const migration = join(root, 'app/database/migrations/9000_more.sql');
    writeFileSync(migration, 'CREATE TABLE more (id int);\n');
    await dev.says(/9000_more[^]*listening/);
  });

  test('ends with Ctrl-C and leaves nothing', async () => {
    const pids = running();
    expect(pids.length).toBeGreaterThanOrEqual(3);
    dev.ctrlC();
    expect(await dev.ended).toBe(0);
    await expectNothingLeft(pids);
  });
});

test('two at once take different ports, share the services, and leave nothing when killed', async () => {
  const [one, two] = [startDev(), startDev()];
  const urls = await Promise.all([one.url(), two.url()]);
  expect(urls[0]).not.toBe(urls[1]);
  for (const url of urls) expect((await fetch(url)).status).toBe(200);
  // One server of each kind serves both.
  expect(`${one.output}${two.output}`.match(/already started for this project/g)).toHaveLength(2);

  const pids = running();
  for (const dev of [one, two]) dev.child.kill('SIGKILL');
  await expectNothingLeft(pids);
});

test('says so and ends with 1 when a service is lost', async () => {
  const dev = startDev();
  await dev.url();
  const pids = running();
  process.kill(pidIn(serviceFolder(root, 'redis'), 'pid'), 'SIGKILL');
  expect(await dev.ended).toBe(1);
  expect(dev.output).toMatch(/Redis .*has stopped, with exit code 137/);
  await expectNothingLeft(pids);
});

test('ends with 1 and the reason when it can not have its port, its services or its server', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const taken = startDev({ PORT: String(port) });
  expect(await taken.ended).toBe(1);
  expect(taken.output).toContain(`PORT=${port}: another program listens there.`);
  other.close();

  const impossible = startDev({ LOCAL_SERVICES: 'docker' });
  expect(await impossible.ended).toBe(1);
  expect(impossible.output).toBe(
    '✘ LOCAL_SERVICES=docker: choose path or embedded, or unset it.\n',
  );

  const refused = startDev({ SESSION_IDLE_SECONDS: 'soon' });
  expect(await refused.ended).toBe(1);
  expect(refused.output).toContain('SESSION_IDLE_SECONDS');
  expect(refused.output).toContain('The server has ended with exit code 1.');
});
