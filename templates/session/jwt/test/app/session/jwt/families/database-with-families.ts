import { createDatabase, type TestDatabase } from '../../../database-for-test';

/** A database of its own for a test file, that has the table of families: a migration has made it. */
export function createDatabaseWithFamilies(): Promise<TestDatabase> {
  return createDatabase();
}
