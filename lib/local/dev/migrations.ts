import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAppProcess } from './app-process';
import type { AppSettings } from './app-runner';

/**
 * Brings the database's schema up to date where the bundle's migrations are not the ones that ran last.
 * Each call resolves with what went wrong, for people, if anything did.
 */
export function migrations(settings: AppSettings): () => Promise<string | undefined> {
  const { bundle, root, environment } = settings;
  let done = '';
  return async () => {
    const wanted = fingerprint(join(bundle, 'migrations'));
    if (wanted === done) return undefined;
    const server = join(bundle, 'server.js');
    const exitCode = await startAppProcess(server, ['migrate'], root, environment).ended;
    if (exitCode !== 0) return `The migrations failed, with exit code ${exitCode}.`;
    done = wanted;
    return undefined;
  };
}

/** Changes with any file of the folder; '' if there is none. */
function fingerprint(folder: string): string {
  if (!existsSync(folder)) return '';
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).toSorted()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update('\0');
  }
  return hash.digest('hex');
}
