import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { QueryResultRow } from 'pg';
import { BriefStatements } from '../../../app/database/brief-statements';
import { createDatabase, type TestDatabase } from '../database-for-test';

const APP = join(__dirname, '../../../app');
const silent = { info: () => {}, warn: () => {} };

type Ask = <Row extends QueryResultRow>(sql: string) => Promise<Row[]>;

/**
 * A server's connections to PostgreSQL, which is there.
 * @param timeout milliseconds: long, unless that is the subject; the machine of a test may be busy
 */
export async function briefStatements(url: string, timeout = 5000): Promise<BriefStatements> {
  const statements = new BriefStatements(
    async () => ({ connectionString: url, application_name: 'brief test' }),
    timeout,
    silent,
  );
  if (!(await statements.ready(10_000))) throw new Error(`No PostgreSQL at ${url}`);
  return statements;
}

/** A database of its own that can keep rate limits. */
export async function databaseWithRateLimits(): Promise<TestDatabase> {
  const database = await createDatabase();
  await makeTable('rate_limits', 'database/rate-limits/migrations/0004_rate_limits.sql', (sql) =>
    database.query(sql),
  );
  return database;
}

/**
 * Makes a table, unless the app's migrations have made it.
 * @param migration in the app's folder, beside what it is for; or by its name among the other migrations
 */
export async function makeTable(table: string, migration: string, ask: Ask): Promise<void> {
  const [found] = await ask<{ name: string | null }>(`SELECT to_regclass('${table}') AS name`);
  if (found?.name !== null) return;
  const places = [migration, join('database/migrations', basename(migration))];
  const file = places.map((place) => join(APP, place)).find((path) => existsSync(path));
  await ask(readFileSync(file ?? migration, 'utf8'));
}
