import { randomBytes } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';

export interface TestDatabase {
  name: string;
  url: string;
  /** What a server is told of it. */
  environment: { DATABASE_URL: string };
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A database of its own for a test file: a copy of the migrated one, unless it wants another. */
export async function createDatabase(
  template = process.env['APP_TEST_TEMPLATE'] ?? '',
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(process.env['DATABASE_URL'] ?? '');
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    environment: { DATABASE_URL: url.href },
    query: (sql, values) => ask(url.href, sql, values),
    drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** One statement for the whole server: databases, roles. */
export async function administer(sql: string): Promise<void> {
  await ask(process.env['DATABASE_URL'] ?? '', sql);
}

async function ask<Row extends QueryResultRow>(
  connectionString: string,
  sql: string,
  values?: unknown[],
): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
