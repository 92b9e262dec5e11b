import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverTypes } from '../../lib/infra/instance-types';
import { mainSetups, otherSetups, storeSetups } from './setups';
import { synthesize } from './synthesize';
import { bogusType, folderVariable, namesFile, unknownTypesFile } from './templates';
import { unknownTypes } from './unknown-types';

/** Synthesizes every setup once for all test files: loading the CDK costs more than the tests. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'infra-test-'));
  process.env[folderVariable] = folder;
  try {
    const own = { ...mainSetups, ...otherSetups };
    const all = { ...own, ...(await storeSetups()) };
    for (const [name, setup] of Object.entries(all)) {
      const synthesized = synthesize(setup, join(folder, name));
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(synthesized));
    }
    const names = {
      main: Object.keys(mainSetups),
      own: Object.keys(own),
      all: Object.keys(all),
    };
    writeFileSync(join(folder, namesFile), JSON.stringify(names));
    const unknown = unknownTypes([...Object.keys(serverTypes), bogusType]);
    writeFileSync(join(folder, unknownTypesFile), JSON.stringify(unknown));
  } catch (error) {
    // The teardown does not run then.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
