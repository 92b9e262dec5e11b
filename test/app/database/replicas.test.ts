import { type Database, openDatabase } from '../../../app/database/database';
import { databaseEnvironment } from '../../../app/database/environment';
import { DatabaseUnavailableError } from '../../../app/database/unavailable';
import { readEnvironment } from '../../../app/environment';
import { createLog } from '../../../app/log';
import { TcpProxy } from '../network/tcp-proxy';
import { until } from '../session/until';
import { OwnPostgres } from './own-postgres';

const log = createLog({ LOG_LEVEL: 'silent', SERVER_ID: 'test' });
/** Milliseconds. What these are to find is who waits for a time limit to pass. */
const AT_ONCE = 100;

let postgres: OwnPostgres;
let standby: OwnPostgres;
/** Between the server and the replica. */
let network: TcpProxy;
let database: Database;

beforeAll(async () => {
  postgres = await OwnPostgres.start();
  await postgres.query('CREATE TABLE things (name text PRIMARY KEY)');
  standby = await postgres.standby();
});
afterAll(async () => {
  await standby.stop();
  await postgres.stop();
});

beforeEach(async () => {
  network = await TcpProxy.before(standby.port);
  database = open(`127.0.0.1:${network.port}`);
});
afterEach(async () => {
  network.resume();
  await database.close();
  await network.close();
});

function open(replicas: string, id = 'test'): Database {
  const config = readEnvironment(databaseEnvironment, {
    DATABASE_URL: postgres.url,
    // More than are asked at once: waiting for a connection is being busy, not being away.
    DATABASE_POOL_SIZE: '4',
    DATABASE_REPLICAS: replicas,
  });
  return openDatabase({ ...config, SERVER_ID: id }, log);
}

type Answering = 'the primary' | 'a replica';

async function whoReads(from = database): Promise<Answering> {
  const [row] = await from.read<{ who: Answering }>(
    `SELECT CASE WHEN pg_is_in_recovery() THEN 'a replica' ELSE 'the primary' END AS who`,
  );
  return row!.who;
}

async function whoseQueries(): Promise<Answering> {
  const [row] = await database.query<{ who: Answering }>(
    `SELECT CASE WHEN pg_is_in_recovery() THEN 'a replica' ELSE 'the primary' END AS who`,
  );
  return row!.who;
}

describe('a read', () => {
  it('is answered by a replica, and a query by the primary', async () => {
    expect([await whoReads(), await whoseQueries()]).toEqual(['a replica', 'the primary']);
  });

  it('finds what was written once it has got there', async () => {
    await database.query(`INSERT INTO things VALUES ($1)`, ['lamp']);
    const found = () => database.read('SELECT FROM things WHERE name = $1', ['lamp']);
    await until(async () => (await found()).length === 1);
  });

  it('is answered by the primary where there are no replicas', async () => {
    const alone = open('');
    expect(await whoReads(alone)).toBe('the primary');
    await alone.close();
  });

  it('goes round the replicas', async () => {
    const other = await TcpProxy.before(standby.port);
    const both = open(`127.0.0.1:${network.port},127.0.0.1:${other.port}`);
    const connections = async () =>
      Promise.all([whoReads(both), whoReads(both), whoReads(both), whoReads(both)]);
    expect(await connections()).toEqual(Array.from({ length: 4 }, () => 'a replica'));
    // With one of them away the other answers all.
    other.refuse();
    expect(await connections()).toEqual(Array.from({ length: 4 }, () => 'a replica'));
    await both.close();
    await other.close();
  });
});

describe('a replica that', () => {
  it.each<[string, () => void]>([
    ['refuses connections', () => network.refuse()],
    ['accepts and then says nothing', () => network.stall()],
  ])(
    '%s gives way to the primary, soon at once, and answers again on its return',
    async (_, begin) => {
      expect(await whoReads()).toBe('a replica');
      begin();
      expect(await Promise.all([whoReads(), whoReads(), whoReads()])).toEqual(
        Array.from({ length: 3 }, () => 'the primary'),
      );
      await until(async () => {
        const start = performance.now();
        await whoReads();
        return performance.now() - start < AT_ONCE;
      });
      network.resume();
      await until(async () => (await whoReads()) === 'a replica');
    },
  );

  it('is busy passes nothing on to the primary', async () => {
    await expect(database.read('SELECT pg_sleep(10)')).rejects.toThrow(DatabaseUnavailableError);
    expect(await whoReads()).toBe('a replica');
  });

  it('was asked to write refuses, whatever the statement looks like, and the primary is not asked', async () => {
    const write = `WITH written AS (INSERT INTO things VALUES ('chair') RETURNING name) SELECT * FROM written`;
    await expect(database.read(write)).rejects.toThrow('read-only');
    expect(await postgres.query(`SELECT FROM things WHERE name = 'chair'`)).toEqual([]);
    expect(await whoReads()).toBe('a replica');
  });
});

it('A statement that is no SELECT is refused, with replicas or without', async () => {
  const write = `INSERT INTO things VALUES ('table')`;
  const alone = open('');
  await expect(database.read(write)).rejects.toThrow(TypeError);
  await expect(alone.read(write)).rejects.toThrow(TypeError);
  await alone.close();
});

it('A server that never reads from replicas has no connection to one', async () => {
  const writer = open(`127.0.0.1:${network.port}`, 'writer');
  await writer.query('SELECT 1');
  const [row] = await standby.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'app writer'`,
  );
  expect(row!.count).toBe(0);
  await writer.close();
});

it('What is no list of addresses is refused, and not repeated', () => {
  expect(() => open('postgres://app:hunter2@db')).toThrow(
    'DATABASE_REPLICAS must be a list like db-1.example:5432,db-2.example:5432',
  );
});
