import { join } from 'node:path';
import { findProgram } from '../processes/find-program';
import type { Source } from '../service';

export interface MemcachedProgram {
  readonly command: string;
  readonly args: (port: number) => string[];
  /** For people: where it comes from. */
  readonly origin: string;
}

/**
 * The Memcached to run: a real one on PATH, else the embedded one in JavaScript, which knows the commands
 * that the app uses but is not the program that production runs. Throws, naming the cures, if `source`
 * leaves none. `path` is a list of folders as in PATH.
 */
export function findMemcached(
  source: Source | undefined,
  path: string | undefined,
): MemcachedProgram {
  const command = source === 'embedded' ? undefined : findProgram('memcached', path);
  if (command) {
    return {
      command,
      // No UDP: with it a Memcached can be made to flood others.
      args: (port) => ['-l', '127.0.0.1', '-p', String(port), '-U', '0'],
      origin: `${command}, in memory only`,
    };
  }
  if (source === 'path') {
    throw new Error(
      'There is no Memcached to start: PATH has no memcached. ' +
        'Install it, set MEMCACHED_NODES to servers that run already, or unset LOCAL_SERVICES.',
    );
  }
  return {
    command: process.execPath,
    args: () => [join(__dirname, 'embedded-server.js')],
    origin: 'embedded, in memory only',
  };
}
