import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildApp } from '../../lib/build/app';
import { startServices } from '../../lib/local/services';
import { administer, createDatabase } from './database-for-test';
import { runServer } from './server-process';

/**
 * Real services for all of the tests, the server's bundle, and a migrated database that each test file
 * gets a copy of.
 */
export default async function globalSetup(): Promise<void> {
  const services = await startServices({ root: resolve(__dirname, '../..'), ephemeral: true });
  Object.assign(process.env, services.environment);

  const folder = mkdtempSync(join(tmpdir(), 'app-test-'));
  buildApp(join(folder, 'app'));
  process.env['APP_TEST_BUNDLE'] = join(folder, 'app');

  const template = await createDatabase('template1');
  const { code, output } = await runServer(['migrate'], { DATABASE_URL: template.url });
  if (code !== 0) throw new Error(`The migrations failed:\n${output}`);
  process.env['APP_TEST_TEMPLATE'] = template.name;

  globalThis.appTest = {
    folder,
    stop: async () => {
      await administer(`DROP DATABASE ${template.name}`);
      await services.stop();
    },
  };
}

declare global {
  var appTest: { folder: string; stop: () => Promise<void> };
}
