import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../lib/local/processes/process-owner';
import { waitFor } from '../../lib/local/processes/wait-for';
import { startServices, type Services } from '../../lib/local/services';
import { askPostgres, askRedis } from './clients';
import { processesWith } from './processes';
import { makeProject, pidIn, removeProject, REPOSITORY, serviceFolder } from './project';

// A start takes about a second; on a busy machine many times that.
jest.setTimeout(30_000);

/** Milliseconds until everything must be gone. */
const END_LIMIT = 8_000;

const environment = { PATH: process.env['PATH'], LOCAL_SERVICES: 'embedded' };
let root: string;
let postgresData: string;
let redisPidFile: string;

beforeAll(() => {
  root = makeProject();
  mkdirSync(join(root, 'tmp'));
  postgresData = join(serviceFolder(root, 'postgres-18'), 'data');
  redisPidFile = join(serviceFolder(root, 'redis'), 'pid');
});

afterAll(() => {
  for (const pid of processesWith(root)) process.kill(pid, 'SIGKILL');
  removeProject(root);
});

/** Starts them from a process that can be killed. */
function startElsewhere(...args: string[]): ChildProcess {
  const script = join(REPOSITORY, 'test/local/start-services.ts');
  return spawn(process.execPath, ['-r', 'tsx/cjs', script, root, ...args], {
    cwd: REPOSITORY,
    env: { ...environment, TMPDIR: join(root, 'tmp') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function environmentOf(starter: ChildProcess): Promise<Record<string, string>> {
  const line = await new Promise<string>((resolve) => {
    starter.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
  });
  return JSON.parse(line);
}

/** The processes of the project's servers at the moment, and of their watchdogs. */
function running(): { servers: number[]; watchdogs: number[] } {
  const watchdogs = processesWith('watchdog.js').filter((pid) => processesWith(root).includes(pid));
  return { servers: [pidIn(postgresData, 'postmaster.pid'), pidIn(redisPidFile)], watchdogs };
}

function allGone(pids: number[]): Promise<true | undefined> {
  return waitFor(() => (pids.some(isAlive) ? undefined : true), END_LIMIT);
}

async function startAndStop<T>(look: (services: Services) => Promise<T>): Promise<T> {
  const services = await startServices({ root, environment });
  try {
    return await look(services);
  } finally {
    await services.stop();
  }
}

const countRows = ({ environment: { DATABASE_URL } }: Services) =>
  askPostgres(DATABASE_URL, 'SELECT count(*)::int FROM kept');

test('the servers end when the process that started them is killed', async () => {
  const starter = startElsewhere();
  const { DATABASE_URL, REDIS_URL } = await environmentOf(starter);
  await askPostgres(DATABASE_URL, 'CREATE TABLE kept AS SELECT 1');
  expect(await askRedis(REDIS_URL, 'PING')).toBe('PONG');
  const { servers, watchdogs } = running();
  expect(watchdogs.length).toBeGreaterThanOrEqual(2);

  starter.kill('SIGKILL');
  expect(await allGone([...servers, ...watchdogs])).toBe(true);
  expect(processesWith(root)).toEqual([]);
  expect(await startAndStop(countRows)).toBe(1);
});

test('servers whose watchdogs were killed too are ended by the next start', async () => {
  const starter = startElsewhere();
  const { DATABASE_URL } = await environmentOf(starter);
  await askPostgres(DATABASE_URL, 'INSERT INTO kept VALUES (2)');
  const { servers, watchdogs } = running();
  for (const pid of [...watchdogs, starter.pid ?? 0]) process.kill(pid, 'SIGKILL');
  expect(await allGone(watchdogs)).toBe(true);
  expect(servers.every(isAlive)).toBe(true);

  expect(await startAndStop(countRows)).toBe(2);
  expect(await allGone(servers)).toBe(true);
});

test('data survives a crash of everything at once', async () => {
  const starter = startElsewhere();
  const { DATABASE_URL } = await environmentOf(starter);
  await askPostgres(DATABASE_URL, 'INSERT INTO kept VALUES (3)');
  const { servers, watchdogs } = running();
  for (const pid of [...watchdogs, ...servers, starter.pid ?? 0]) process.kill(pid, 'SIGKILL');
  expect(await allGone(servers)).toBe(true);

  expect(await startAndStop(countRows)).toBe(3);
});

test('a process id that belongs to another program by now is no obstacle', async () => {
  const abandoned = [process.pid, postgresData, 0, 5432, '', '127.0.0.1', '', 'ready'].join('\n');
  writeFileSync(join(postgresData, 'postmaster.pid'), abandoned, { mode: 0o666 });
  writeFileSync(redisPidFile, String(process.pid));

  expect(await startAndStop(countRows)).toBe(3);
});

test('nothing is left when the process is killed in the middle of the first start', async () => {
  const temporary = join(root, 'tmp');
  const starter = startElsewhere('ephemeral');
  const busy = () => processesWith(temporary).some(isInitdb) || undefined;
  expect(await waitFor(busy, 10_000)).toBe(true);

  starter.kill('SIGKILL');
  const isClean = () => processesWith(temporary).length === 0 || undefined;
  expect(await waitFor(isClean, END_LIMIT)).toBe(true);
  // Only of what a watchdog had taken over by then: a service in the milliseconds between making its
  // folder and starting its watchdog leaves the folder, with no data in it, to the system's clean-up.
  expect(readdirSync(temporary).filter((name) => name.startsWith('postgres'))).toEqual([]);
});

function isInitdb(pid: number): boolean {
  try {
    return /^\S*initdb/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return process.platform !== 'linux'; // There, any of its processes will do.
  }
}
