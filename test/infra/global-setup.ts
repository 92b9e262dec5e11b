import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setups } from './setups';
import { synthesize } from './synthesize';
import { folderVariable } from './templates';

/** Synthesizes every setup once for all test files: loading the CDK costs more than the tests. */
export default function globalSetup(): void {
  const folder = mkdtempSync(join(tmpdir(), 'infra-test-'));
  process.env[folderVariable] = folder;
  try {
    for (const [name, setup] of Object.entries(setups)) {
      const synthesized = synthesize(setup, join(folder, name));
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(synthesized));
    }
  } catch (error) {
    // The teardown does not run then.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
