import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildApp } from '../../lib/build/app';
import { startServices } from '../../lib/local/services';
import { prepareData } from './data-for-test';

/** For all of the tests: real services, the server's bundle, and what test files need to have data of their own. */
export default async function globalSetup(): Promise<void> {
  const services = await startServices({ root: resolve(__dirname, '../..'), ephemeral: true });
  Object.assign(process.env, services.environment);
  process.env['APP_TEST_STORES'] = JSON.stringify(services.environment);

  const folder = mkdtempSync(join(tmpdir(), 'app-test-'));
  buildApp(join(folder, 'app'));
  process.env['APP_TEST_BUNDLE'] = join(folder, 'app');

  const removeData = await prepareData();
  globalThis.appTest = {
    folder,
    stop: async () => {
      await removeData();
      await services.stop();
    },
  };
}

declare global {
  var appTest: { folder: string; stop: () => Promise<void> };
}
