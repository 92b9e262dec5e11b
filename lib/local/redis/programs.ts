import { join } from 'node:path';
import { findProgram } from '../processes/find-program';
import type { Source } from '../service';

/** Which Redis to look for. */
export interface RedisKind {
  /** As people call it. */
  readonly name: 'Redis' | 'Valkey';
  /** Programs on PATH, the preferred one first. Redis and Valkey speak the same protocol. */
  readonly programs: readonly string[];
  /**
   * Whose commands the embedded server has: the production engine's, and no newer ones, so that what
   * works here works there.
   */
  readonly commandsOf: 'redis-7.0' | 'valkey-8.0';
}

export interface RedisProgram {
  readonly command: string;
  /** Its arguments, given the file that a real one reads its settings from. */
  readonly args: (settingsFile: string) => string[];
  /** Whether it saves its data, and has it again at the next start. */
  readonly isDurable: boolean;
  /** For people: where it comes from. */
  readonly origin: string;
}

/**
 * The Redis to run: a real one on PATH, else the embedded one in JavaScript, which knows the commands
 * that the app uses but is not the program that production runs. Throws, naming the cures, if `source`
 * leaves none. `path` is a list of folders as in PATH.
 */
export function findRedis(
  kind: RedisKind,
  source: Source | undefined,
  path: string | undefined,
): RedisProgram {
  if (source !== 'embedded') {
    for (const name of kind.programs) {
      const command = findProgram(name, path);
      if (command) {
        return {
          command,
          args: (settingsFile) => [settingsFile],
          isDurable: true,
          origin: command,
        };
      }
    }
  }
  if (source === 'path') {
    throw new Error(
      `There is no ${kind.name} to start: PATH has no ${kind.programs.join(' and no ')}. ` +
        'Install one, set REDIS_URL to a server that runs already, or unset LOCAL_SERVICES.',
    );
  }
  return {
    command: process.execPath,
    args: () => [join(__dirname, 'embedded-server.js'), kind.commandsOf],
    isDurable: false,
    origin: 'embedded, in memory only',
  };
}
