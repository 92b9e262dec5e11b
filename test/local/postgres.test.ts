import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { postgres } from '../../lib/local/postgres/postgres';
import { waitFor } from '../../lib/local/processes/wait-for';
import { type CrashingServer, crashContract, startElsewhere } from './crash-contract';
import { processesWith } from './processes';
import { makeProject, removeProject } from './project';
import { serverContract } from './server-contract';

// A start takes about a second; on a busy machine many times that.
jest.setTimeout(30_000);

/** Asks it one question; the first column of the last statement's first row. */
async function ask(url: string, sql: string, values?: unknown[]): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<unknown[]>({ text: sql, rowMode: 'array', values });
    return result.rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const server: CrashingServer = {
  service: postgres,
  folder: 'postgres-18',
  pidFile: join('data', 'postmaster.pid'),
  pidText: (pid, folder) =>
    [pid, join(folder, 'data'), 0, 5432, '', '127.0.0.1', '', 'ready'].join('\n'),
  async keep(url, text) {
    await ask(url, 'DROP TABLE IF EXISTS kept');
    await ask(url, 'CREATE TABLE kept (text text)');
    await ask(url, 'INSERT INTO kept VALUES ($1)', [text]);
  },
  kept: (url) => ask(url, 'SELECT text FROM kept'),
  refusal: 'password',
  isDurable: true,
  urlAt: (port) => `postgres://ann:secret@127.0.0.1:${port}/shop`,
  cure: 'Install one so that `initdb` is on PATH, or set DATABASE_URL to a server that runs already.',
};

describe('PostgreSQL', () => {
  serverContract(server);
});

describe('PostgreSQL in a crash', () => {
  crashContract(server);
});

test('the embedded PostgreSQL is of the version in production, and knows its letters', async () => {
  const root = makeProject();
  const started = await postgres.start({
    root,
    ephemeral: true,
    source: 'embedded',
    environment: {},
  });
  try {
    expect(started.description).toMatch(/^PostgreSQL 18 \(embedded, from npm\)/);
    expect(await ask(started.url, 'SHOW server_version')).toMatch(/^18\./);
    expect(await ask(started.url, 'SHOW fsync')).toBe('off');
    expect(await ask(started.url, `SELECT upper('é')`)).toBe('É');
  } finally {
    await started.stop();
    removeProject(root);
  }
});

test('nothing is left when its starter is killed in the middle of the first start', async () => {
  const root = makeProject();
  const temporary = join(root, 'tmp');
  mkdirSync(temporary);
  const starter = startElsewhere(root, postgres.name, 'ephemeral');
  const busy = () => processesWith(temporary).some(isInitdb) || undefined;
  expect(await waitFor(busy, 10_000)).toBe(true);

  starter.kill('SIGKILL');
  const isClean = () => processesWith(temporary).length === 0 || undefined;
  expect(await waitFor(isClean, 8_000)).toBe(true);
  // Only of what a watchdog had taken over by then: a service in the milliseconds between making its
  // folder and starting its watchdog leaves the folder, with no data in it, to the system's clean-up.
  expect(readdirSync(temporary).filter((name) => name.startsWith('postgres'))).toEqual([]);
  removeProject(root);
});

function isInitdb(pid: number): boolean {
  try {
    return /^\S*initdb/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return process.platform !== 'linux'; // There, any of its processes will do.
  }
}
