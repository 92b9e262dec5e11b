import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { isListening } from '../../lib/local/given-server';
import { startServices, type Services } from '../../lib/local/services';
import { askPostgres, askRedis } from './clients';
import { processesWith } from './processes';
import { makeProject, removeProject, serviceFolder } from './project';

// A start takes about a second; on a busy machine many times that.
jest.setTimeout(30_000);

/** Without the addresses that the person who runs these tests may have set. */
const NOTHING_GIVEN: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };

const roots: string[] = [];
const running: Services[] = [];

function newProject(): string {
  const root = makeProject();
  roots.push(root);
  return root;
}

async function start(
  root: string,
  options: Partial<Parameters<typeof startServices>[0]> = {},
): Promise<Services> {
  const services = await startServices({ root, environment: NOTHING_GIVEN, ...options });
  running.push(services);
  return services;
}

afterAll(async () => {
  await Promise.all(running.map((services) => services.stop()));
  for (const root of roots) removeProject(root);
});

test('two projects have servers of their own at the same time, and their data after a restart', async () => {
  const [one, two] = [newProject(), newProject()];
  const [first, second] = await Promise.all([start(one), start(two)]);
  for (const [{ environment }, name] of [
    [first, 'one'],
    [second, 'two'],
  ] as const) {
    await askPostgres(environment.DATABASE_URL, `CREATE TABLE owner AS SELECT '${name}' AS name`);
    await askRedis(environment.REDIS_URL, 'SET', 'owner', name);
  }
  await Promise.all([first.stop(), second.stop()]);
  expect(processesWith(one)).toEqual([]);

  const [again, also] = await Promise.all([start(one), start(two)]);
  expect(await askPostgres(again.environment.DATABASE_URL, 'SELECT name FROM owner')).toBe('one');
  expect(await askPostgres(also.environment.DATABASE_URL, 'SELECT name FROM owner')).toBe('two');
  // The same address, so that a database browser finds it again.
  expect(again.environment).toEqual(first.environment);
  if (again.describe.some((line) => line.includes('in memory only'))) return; // No Redis on PATH.
  expect(await askRedis(again.environment.REDIS_URL, 'GET', 'owner')).toBe('one');
  expect(await askRedis(also.environment.REDIS_URL, 'GET', 'owner')).toBe('two');
});

test('two starts in one project share its servers', async () => {
  const [root = newProject()] = roots; // Its folders are made already.
  await Promise.all(running.splice(0).map((services) => services.stop()));
  const [first, second] = await Promise.all([start(root), start(root)]);
  expect(second.environment).toEqual(first.environment);
  const lines = [...first.describe, ...second.describe];
  expect(lines.filter((line) => line.includes('already started'))).toHaveLength(2);
  expect(await askPostgres(first.environment.DATABASE_URL, 'SELECT 1')).toBe(1);
  expect(await askRedis(first.environment.REDIS_URL, 'PING')).toBe('PONG');
});

describe('embedded servers for tests', () => {
  let services: Services;
  let root: string;

  beforeAll(async () => {
    root = newProject();
    services = await start(root, { ephemeral: true, source: 'embedded' });
  });

  test('are a PostgreSQL of the version in production and a Redis that runs scripts', async () => {
    const { DATABASE_URL, REDIS_URL } = services.environment;
    expect(await askPostgres(DATABASE_URL, 'SHOW server_version')).toMatch(/^18\./);
    expect(await askPostgres(DATABASE_URL, 'SHOW fsync')).toBe('off');
    expect(await askPostgres(DATABASE_URL, `SELECT upper('é')`)).toBe('É');
    expect(await askRedis(REDIS_URL, 'PING')).toBe('PONG');
    const script =
      "redis.call('HSET', KEYS[1], 'views', 41) return redis.call('HINCRBY', KEYS[1], 'views', 1)";
    expect(await askRedis(REDIS_URL, 'EVAL', script, '1', 'k')).toBe(42);
    expect(services.describe.join()).toMatch(/PostgreSQL 18 \(embedded.*Redis \(embedded/);
  });

  test('let nobody in without the password', async () => {
    const { DATABASE_URL = '', REDIS_URL = '' } = services.environment;
    const wrong = (url: string) => url.replace(/:[^:@]+@/, ':wrong@');
    await expect(askPostgres(wrong(DATABASE_URL), 'SELECT 1')).rejects.toThrow('password');
    await expect(askRedis(wrong(REDIS_URL), 'PING')).rejects.toThrow('WRONGPASS');
    await expect(askRedis(`redis://${new URL(REDIS_URL).host}`, 'PING')).rejects.toThrow('NOAUTH');
  });

  test('listen on the loopback address alone', async () => {
    const others = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).map(({ address }) => address).filter((address) => address !== '127.0.0.1'),
    );
    for (const url of Object.values(services.environment)) {
      const port = Number(new URL(url).port);
      expect(await isListening('127.0.0.1', port)).toBe(true);
      for (const address of [...others, '127.0.0.2']) {
        expect([address, await isListening(address, port)]).toEqual([address, false]);
      }
    }
  });

  test('leave no process and no file behind', async () => {
    const folder = String(
      await askPostgres(services.environment.DATABASE_URL, 'SHOW data_directory'),
    );
    expect(existsSync(folder)).toBe(true);
    await services.stop();
    expect(processesWith(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(serviceFolder(root, ''))).toBe(false);
  });
});

describe('servers that the environment names', () => {
  test('are taken, and their passwords not shown', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const environment = {
      DATABASE_URL: `postgres://ann:secret@127.0.0.1:${port}/shop`,
      REDIS_URL: `redis://:secret@127.0.0.1:${port}`,
    };
    const services = await startServices({ root: '/nowhere', environment });
    expect(services.environment).toEqual(environment);
    expect(services.describe).toEqual([
      `PostgreSQL: the one that DATABASE_URL names, postgres://ann:***@127.0.0.1:${port}/shop`,
      `Redis: the one that REDIS_URL names, redis://:***@127.0.0.1:${port}`,
    ]);
    await services.stop();
    server.close();
  });

  test('must be there', async () => {
    const environment = {
      DATABASE_URL: 'postgres://ann@127.0.0.1:1/shop',
      REDIS_URL: 'redis://127.0.0.1:1',
    };
    await expect(startServices({ root: '/nowhere', environment })).rejects.toThrow(
      'DATABASE_URL: nothing answers at 127.0.0.1:1. Start that server, or unset DATABASE_URL',
    );
  });
});

test('an error says what to do where no server can be had', async () => {
  const environment = { PATH: '', LOCAL_SERVICES: 'path' };
  await expect(startServices({ root: '/nowhere', environment })).rejects.toThrow(
    'Install one so that `initdb` is on PATH, or set DATABASE_URL to a server that runs already.',
  );
  await expect(
    startServices({ root: '/nowhere', environment: { LOCAL_SERVICES: 'docker' } }),
  ).rejects.toThrow('LOCAL_SERVICES=docker: choose path or embedded, or unset it.');
});
