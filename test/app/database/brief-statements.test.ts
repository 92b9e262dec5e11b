import { Client } from 'pg';
import {
  BRIEF_CONNECTIONS,
  type BriefStatements,
  openBriefStatements,
} from '../../../app/database/brief-statements';
import { type Database, openDatabase } from '../../../app/database/database';
import { databaseEnvironment } from '../../../app/database/environment';
import { readEnvironment } from '../../../app/environment';
import { createLog } from '../../../app/log';
import { StoreUnavailableError } from '../../../app/session/errors';
import { type TestDatabase, createDatabase } from '../database-for-test';
import { until } from '../session/until';
import { briefStatements } from './brief-statements-for-test';

const log = createLog({ LOG_LEVEL: 'silent', SERVER_ID: 'test' });

const ONE = { name: 'one', text: 'SELECT 1 AS one' };
const COUNT = { name: 'count', text: 'UPDATE things SET n = n + $1 RETURNING n' };
const SLEEP = { name: 'sleep', text: 'SELECT pg_sleep($1)' };
const DIVIDE = { name: 'divide', text: 'SELECT 1 / $1::integer AS result' };
const ALL = { name: 'all', text: 'SELECT * FROM things' };

let database: TestDatabase;
let statements: BriefStatements;
let other: Client;

beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE things (n integer)');
  await database.query('INSERT INTO things VALUES (0)');
  statements = await briefStatements(database.url);
  other = new Client({ connectionString: database.url });
  await other.connect();
});

afterAll(async () => {
  await other.end();
  await statements.close();
  await database.drop();
});

const connections = async (name: string) =>
  (await database.query('SELECT FROM pg_stat_activity WHERE application_name = $1', [name])).length;

describe('brief statements', () => {
  it('are answered each by its own answer, in whatever number they come', async () => {
    const quotients = Array.from({ length: 100 }, (_, i) =>
      statements.read<{ result: number }>(DIVIDE, [i % 10]),
    );
    const outcomes = await Promise.allSettled(quotients);
    // A refusal in the middle is of one statement, not of those around it.
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 100 }, (_, i) => i % 10 !== 0),
    );
    expect((outcomes[1] as PromiseFulfilledResult<{ result: number }[]>).value).toEqual([
      { result: 1 },
    ]);
    expect((outcomes[0] as PromiseRejectedResult).reason).toMatchObject({ code: '22012' });
  });

  it('that read don’t wait behind those that write', async () => {
    await other.query('BEGIN; LOCK TABLE things IN EXCLUSIVE MODE');
    const writes = Array.from({ length: 9 }, () => statements.write(COUNT, [0]));
    expect(await statements.read(ONE, [])).toEqual([{ one: 1 }]);
    await other.query('COMMIT');
    await Promise.all(writes);
  });

  it('are ended by PostgreSQL itself when they take too long, and the connection is kept', async () => {
    const quick = await briefStatements(database.url, 200);
    const [before] = await quick.read<{ pid: number }>(PID, []);
    await expect(quick.read(SLEEP, [5])).rejects.toThrow(StoreUnavailableError);
    await until(() =>
      quick.read(ONE, []).then(
        () => true,
        () => false,
      ),
    );
    expect(await quick.read(PID, [])).toEqual([before]);
    await quick.close();
  });

  it('are refused at once, not queued, behind one that is late', async () => {
    const slow = await briefStatements(database.url, 300);
    const late = Array.from({ length: 5 }, () => slow.read(SLEEP, [5]));
    const outcomes = await Promise.allSettled(late);
    expect(outcomes.map(({ status }) => status)).toEqual(late.map(() => 'rejected'));
    await until(() =>
      slow.read(ONE, []).then(
        () => true,
        () => false,
      ),
    );
    await slow.close();
  });

  it('are so many at most', async () => {
    const many = Array.from({ length: 1100 }, () => statements.read(ONE, []));
    const outcomes = await Promise.allSettled(many);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(100);
    expect((refused[0] as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailableError);
  });

  it('are planned anew when the schema has changed', async () => {
    expect(await statements.read(ALL, [])).toEqual([{ n: expect.any(Number) }]);
    await database.query('ALTER TABLE things ADD COLUMN more text');
    await until(() =>
      statements.read<{ more?: null }>(ALL, []).then(
        ([row]) => row?.more === null,
        (error) => {
          expect(error).toBeInstanceOf(StoreUnavailableError);
          return false;
        },
      ),
    );
  });

  it('that are under way are finished before the end', async () => {
    const ending = await briefStatements(database.url);
    const [before] = await database.query<{ n: number }>('SELECT n FROM things');
    await other.query('BEGIN; LOCK TABLE things IN EXCLUSIVE MODE');
    const write = ending.write<{ n: number }>(COUNT, [7]);
    const end = ending.close();
    await other.query('COMMIT');
    expect(await write).toEqual([{ n: before!.n + 7 }]);
    await end;
    await expect(ending.read(ONE, [])).rejects.toThrow(StoreUnavailableError);
  });
});

const PID = { name: 'pid', text: 'SELECT pg_backend_pid() AS pid' };

describe('connections', () => {
  let pool: Database;
  let brief: BriefStatements;

  beforeAll(async () => {
    const environment = { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '8' };
    const config = { ...readEnvironment(databaseEnvironment, environment), SERVER_ID: 'shared' };
    pool = openDatabase(config, log);
    brief = openBriefStatements({ ...config, DATABASE_BRIEF_TIMEOUT_MS: 5000 }, log, pool);
    await brief.ready(10_000);
  });

  afterAll(async () => {
    await brief.close();
    await pool.close();
  });

  it('are as many as DATABASE_POOL_SIZE says, and slow queries keep no brief statement waiting', async () => {
    const reports = Promise.allSettled(
      Array.from({ length: 12 }, () => pool.query('SELECT pg_sleep(1.4)')),
    );
    // Connections that PostgreSQL knows of: one that is being made is in the pool's count already.
    await until(async () => (await connections('app shared')) === 8 - BRIEF_CONNECTIONS);
    expect(await connections('brief shared')).toBe(BRIEF_CONNECTIONS);
    expect(await brief.read(ONE, [])).toEqual([{ one: 1 }]);
    expect(await brief.write(ONE, [])).toEqual([{ one: 1 }]);
    expect(pool.usage()).toMatchObject({ total: 8 - BRIEF_CONNECTIONS, idle: 0 });
    expect(pool.usage().waiting).toBeGreaterThan(0);
    await reports;
  });
});
