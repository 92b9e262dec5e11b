import { type TestDatabase, createDatabase } from './database-for-test';
import { runServer } from './server-process';

/** What the servers of one test file keep besides sessions, and nobody else's do. */
export type DataForTest = TestDatabase;

export const createData = (): Promise<DataForTest> => createDatabase();

/**
 * Makes the migrated database that each test file gets a copy of.
 * @returns what removes it, after all tests
 */
export async function prepareData(): Promise<() => Promise<void>> {
  const template = await createDatabase('template1');
  const { code, output } = await runServer(['migrate'], template.environment);
  if (code !== 0) throw new Error(`The migrations failed:\n${output}`);
  process.env['APP_TEST_TEMPLATE'] = template.name;
  return () => template.drop();
}
