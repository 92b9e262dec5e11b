import { Client } from 'pg';
import { openDatabase, type Database } from '../../../app/database/database';
import { databaseEnvironment } from '../../../app/database/environment';
import { DatabaseUnavailableError } from '../../../app/database/unavailable';
import { readEnvironment } from '../../../app/environment';
import { createLog } from '../../../app/log';
import { TcpProxy } from '../network/tcp-proxy';
import { until } from '../session/until';
import { OwnPostgres } from './own-postgres';

const log = createLog({ LOG_LEVEL: 'silent', SERVER_ID: 'test' });

/**
 * Milliseconds. At once is a matter of microseconds, and on its return within a second; the machine of a
 * test may be busy, and what these are to find is who waits for a time limit to pass.
 */
const AT_ONCE = 100;
const SOON = 2000;
/** A query that nobody answers has 3.5 s. An outage must be known before. */
const SOONER_THAN_ITS_TIME = 3000;

let postgres: OwnPostgres;
let network: TcpProxy;
let database: Database;

beforeAll(async () => {
  postgres = await OwnPostgres.start();
  await postgres.query('CREATE TABLE things (id integer)');
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  network = await TcpProxy.before(postgres.port);
  database = openDatabase(
    {
      ...readEnvironment(databaseEnvironment, {
        DATABASE_URL: postgres.urlAt(network.port),
        DATABASE_POOL_SIZE: '2',
      }),
      SERVER_ID: 'test',
    },
    log,
  );
  await ask();
});
afterEach(async () => {
  network.resume();
  await database.close();
  await network.close();
});

const ask = () => database.query<{ one: number }>('SELECT 1 AS one');
const isThere = () =>
  ask().then(
    () => true,
    () => false,
  );

/** Milliseconds until it was refused. */
async function refusal(query: Promise<unknown> = ask()): Promise<number> {
  const start = performance.now();
  await expect(query).rejects.toThrow(DatabaseUnavailableError);
  return performance.now() - start;
}

async function expectRecovery(): Promise<void> {
  const start = performance.now();
  await until(isThere);
  expect(performance.now() - start).toBeLessThan(SOON);
}

describe('a PostgreSQL that', () => {
  it.each<[string, () => void, number]>([
    ['refuses connections', () => network.refuse(), SOON],
    ['accepts and then says nothing', () => network.stall(), SOONER_THAN_ITS_TIME],
    ['answers after its time', () => network.slow(4000), SOONER_THAN_ITS_TIME],
  ])(
    '%s is refused soon, then at once, and used again soon after its return',
    async (_, begin, limit) => {
      begin();
      const first = await Promise.all(Array.from({ length: 5 }, () => refusal()));
      expect(Math.max(...first)).toBeLessThan(limit);
      // The pool may still find out: from then on nobody waits.
      await until(async () => (await refusal()) < AT_ONCE);
      const times = [];
      for (let i = 0; i < 20; i++) times.push(await refusal());
      expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(AT_ONCE);
      network.resume();
      await expectRecovery();
    },
  );

  it('is killed and started again is used again', async () => {
    await postgres.kill();
    await refusal();
    await postgres.start();
    await expectRecovery();
  });

  it('cuts every connection is used again', async () => {
    network.cut();
    await expectRecovery();
  });

  it('only reads is left for the one that the name leads to now', async () => {
    const next = await OwnPostgres.start();
    await next.query('CREATE TABLE things (id integer)');
    const insert = () => database.query('INSERT INTO things VALUES (1)');
    try {
      await postgres.query('ALTER SYSTEM SET default_transaction_read_only = on');
      await postgres.query('SELECT pg_reload_conf()');
      // A demoted primary closes nothing: reading would go on for ever, on data of yesterday.
      await until(() =>
        insert().then(
          () => false,
          (error) => error instanceof DatabaseUnavailableError,
        ),
      );
      await until(async () => !(await isThere()));
      network.target = next.port;
      await expectRecovery();
      await insert();
      expect(await next.query('SELECT id FROM things')).toEqual([{ id: 1 }]);
    } finally {
      await postgres.query('ALTER SYSTEM RESET default_transaction_read_only');
      await postgres.query('SELECT pg_reload_conf()');
      await next.stop();
    }
  });
});

describe('a PostgreSQL that is there', () => {
  it('is not taken for away because a query takes long', async () => {
    const slow = database.query('SELECT pg_sleep(1.5)');
    await until(async () => database.usage().idle < database.usage().total);
    while (database.usage().idle < database.usage().total)
      expect(await ask()).toEqual([{ one: 1 }]);
    await slow;
  });

  it('ends a query that takes longer than 3 s, and that one alone', async () => {
    const [slow, other] = await Promise.allSettled([
      database.query('SELECT pg_sleep(5)'),
      database.query('SELECT pg_sleep(1)'),
    ]);
    expect([slow.status, other.status]).toEqual(['rejected', 'fulfilled']);
    expect((slow as PromiseRejectedResult).reason).toBeInstanceOf(DatabaseUnavailableError);
    expect(await ask()).toEqual([{ one: 1 }]);
  });

  it('is given up by who waits for a connection while all are busy', async () => {
    const lock = new Client({ connectionString: postgres.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE things');
    const busy = Promise.allSettled(
      [1, 2].map(() => database.query('INSERT INTO things VALUES (1)')),
    );
    await until(() => database.usage().idle === 0 && database.usage().total === 2);
    await refusal(database.query('INSERT INTO things VALUES (2)'));
    await lock.query('COMMIT');
    await lock.end();
    expect((await busy).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    // Nobody waits for the third any more: it is not carried out either.
    expect(await postgres.query('SELECT FROM things WHERE id = 2')).toEqual([]);
  });

  it('has only so many queries waiting for it', async () => {
    const lock = new Client({ connectionString: postgres.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE things');
    const many = Array.from({ length: 300 }, () => database.query('SELECT FROM things'));
    const outcomes = Promise.allSettled(many);
    await until(() => database.usage().waiting === 198);
    expect(await refusal()).toBeLessThan(AT_ONCE);
    await lock.query('COMMIT');
    await lock.end();
    await outcomes;
    expect(await ask()).toEqual([{ one: 1 }]);
  });

  it('says what is wrong with a statement, and keeps the connection', async () => {
    const connections = database.usage().total;
    await expect(database.query('SELECT nonsense')).rejects.toThrow(/nonsense/);
    expect(database.usage()).toMatchObject({ total: connections, idle: connections });
  });

  it('knows each server by its name', async () => {
    const rows = await postgres.query(
      `SELECT FROM pg_stat_activity WHERE application_name = 'app test'`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });
});
