import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createDatabase, type TestDatabase } from '../../../database-for-test';

const MIGRATIONS = resolve(__dirname, '../../../../../app/session/jwt/migrations');

/** A database of its own for a test file, that has the table of families. */
export async function createDatabaseWithFamilies(): Promise<TestDatabase> {
  const database = await createDatabase();
  await database.query(readFileSync(join(MIGRATIONS, '0005_session_families.sql'), 'utf8'));
  return database;
}
