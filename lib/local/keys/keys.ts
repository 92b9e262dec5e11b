import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, LOCAL_FOLDER } from '../data-folder';
import { errorCode } from '../error-code';
import { readText } from '../read-text';
import { type LocalService, NEVER, type RunningService, type StartOptions } from '../service';

const NAME = 'Session keys';
const VARIABLE = 'SESSION_KEYS';
const FILE = 'ring.json';

/**
 * The key ring that SESSION_KEYS gives, else one of this machine's own: made once and kept in the project's
 * folder, so that sessions survive a restart.
 */
export const keysService: LocalService = { name: NAME, variable: VARIABLE, start };

async function start({ root, ephemeral, environment }: StartOptions): Promise<RunningService> {
  const given = environment[VARIABLE];
  if (given) return keys(given, `the ones that ${VARIABLE} gives`);
  if (ephemeral) return keys(newRing(), 'made for this run');
  return keys(ringIn(dataFolder(root, 'keys', false)), join(LOCAL_FOLDER, 'keys', FILE));
}

function keys(ring: string, origin: string): RunningService {
  return {
    variable: VARIABLE,
    url: ring,
    description: `${NAME}: ${origin}`,
    lost: NEVER,
    stop: async () => {},
  };
}

/** The ring of that folder, for nobody else to read. Of two commands that begin at once, one makes it. */
function ringIn(folder: string): string {
  const file = join(folder, FILE);
  if (readText(file) !== '') return readText(file);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, newRing(), { mode: 0o600 });
  try {
    // Whole or not at all, and never in place of one that is there.
    linkSync(draft, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readText(file);
}

function newRing(): string {
  return JSON.stringify({ first: randomBytes(48).toString('base64url') });
}
