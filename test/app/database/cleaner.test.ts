import { Client } from 'pg';
import { Cleaner } from '../../../app/database/cleaner';
import { openDatabase, type Database } from '../../../app/database/database';
import { readEnvironment } from '../../../app/environment';
import { databaseEnvironment } from '../../../app/database/environment';
import { createLog } from '../../../app/log';
import { createDatabase, type TestDatabase } from '../database-for-test';

const LEFTOVERS = { table: 'leftovers', key: 'id', end: 'ends_at' };
const log = createLog({ LOG_LEVEL: 'silent', SERVER_ID: 'test' });

let database: TestDatabase;
let servers: Database[];

beforeAll(async () => {
  database = await createDatabase();
  await database.query('CREATE TABLE leftovers (id integer PRIMARY KEY, ends_at timestamptz)');
  await database.query('CREATE INDEX leftovers_by_end ON leftovers (ends_at)');
  const config = readEnvironment(databaseEnvironment, { DATABASE_URL: database.url });
  servers = [1, 2, 3].map(() => openDatabase({ ...config, SERVER_ID: 'test' }, log));
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await database.drop();
});

beforeEach(() => database.query('TRUNCATE leftovers'));

const add = (from: number, to: number, end: string) =>
  database.query(
    `INSERT INTO leftovers SELECT i, now() + interval '${end}' FROM generate_series(${from}, ${to}) AS i`,
  );
const left = async () =>
  (await database.query<{ id: number }>('SELECT id FROM leftovers ORDER BY id')).map(
    ({ id }) => id,
  );

it('removes what is over, in batches, and nothing else', async () => {
  await add(1, 1200, '-1 second');
  await add(2001, 2003, '1 hour');
  expect(await new Cleaner(servers[0]!, [LEFTOVERS], log).clean()).toBe(1200);
  expect(await left()).toEqual([2001, 2002, 2003]);
});

it('removes each row once when several servers try at once, and waits for nobody', async () => {
  await add(1, 2000, '-1 second');
  const cleaners = servers.map((server) => new Cleaner(server, [LEFTOVERS], log));
  let sum = 0;
  while ((await left()).length > 0) {
    const removed = await Promise.all(cleaners.map((cleaner) => cleaner.clean()));
    sum += removed.reduce((a, b) => a + b);
  }
  expect(sum).toBe(2000);
});

it('leaves a row that somebody works on to the next round', async () => {
  await add(1, 3, '-1 second');
  const somebody = new Client({ connectionString: database.url });
  await somebody.connect();
  await somebody.query('BEGIN; UPDATE leftovers SET ends_at = now() WHERE id = 2');
  const cleaner = new Cleaner(servers[0]!, [LEFTOVERS], log);
  expect(await cleaner.clean()).toBe(2);
  // Renewed by them: it is not over any more.
  await somebody.query(
    `UPDATE leftovers SET ends_at = now() + interval '1 hour' WHERE id = 2; COMMIT`,
  );
  expect(await cleaner.clean()).toBe(0);
  expect(await left()).toEqual([2]);
  await somebody.end();
});

it('has one server at a time at work', async () => {
  await add(1, 3, '-1 second');
  const other = new Client({ connectionString: database.url });
  await other.connect();
  await other.query('BEGIN; SELECT pg_advisory_xact_lock(7241865326)');
  const cleaner = new Cleaner(servers[0]!, [LEFTOVERS], log);
  expect(await cleaner.clean()).toBe(0);
  // A server that dies holds nothing up.
  await other.end();
  expect(await cleaner.clean()).toBe(3);
});

it('stops between two batches when it is told to', async () => {
  await add(1, 1200, '-1 second');
  const cleaner = new Cleaner(servers[0]!, [LEFTOVERS], log);
  const cleaning = cleaner.clean();
  cleaner.close();
  expect(await cleaning).toBeLessThanOrEqual(500);
});

it('finds what is over by its index, and chooses the batch once', async () => {
  await add(1, 5000, '1 hour');
  await database.query('ANALYZE leftovers');
  const asked: string[] = [];
  const watching = {
    async query<Row>(sql: string, values: unknown[] = []) {
      asked.push(sql.replace('$1', String(values[0])).replace('$2', String(values[1])));
      return servers[0]!.query(sql, values) as Promise<Row[]>;
    },
  };
  await new Cleaner(watching, [LEFTOVERS], log).clean();
  const rows = await database.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${asked[0]}`);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Scan using leftovers_by_end/);
  expect(plan).toMatch(/InitPlan/);
  expect(plan).not.toContain('Seq Scan');
});
