import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { embeddedPostgres } from './embedded';
import { findProgram } from '../processes/find-program';
import type { Source } from '../service';
import { isReachableBy, type Account } from '../processes/unprivileged-account';

export interface PostgresPrograms {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** 18 for 18.4. */
  readonly major: number;
  /** For people: where they come from. */
  readonly origin: string;
}

/** The oldest major version that the app's SQL and our flags are meant for. */
const OLDEST_MAJOR = 14;

/**
 * The PostgreSQL to run: the embedded one, because it is of production's major version, else one on PATH
 * (Linux with musl, such as Alpine, has no embedded one that runs).
 * Throws, naming the cures, if there is none.
 */
export function findPostgres(
  root: string,
  source: Source | undefined,
  account: Account | undefined,
  path: string | undefined,
): PostgresPrograms {
  const refusals: string[] = [];
  if (source !== 'path') {
    const folder = embeddedPostgres(root, account);
    const programs = folder && inspect(folder, 'embedded, from npm');
    if (programs) return programs;
    refusals.push(
      folder
        ? `the embedded one does not run here (${folder})`
        : `no embedded one is installed for ${process.platform}-${process.arch}`,
    );
  }
  if (source !== 'embedded') {
    const found = findProgram('initdb', path);
    // Through the link: PATH may have initdb without the other programs of its folder.
    const initdb = found && realpathSync(found);
    const programs = initdb && inspect(dirname(initdb), `from ${dirname(initdb)}`);
    if (
      programs &&
      programs.major >= OLDEST_MAJOR &&
      (!account || isReachableBy(account, initdb))
    ) {
      return programs;
    }
    refusals.push(
      programs
        ? `the one on PATH is version ${programs.major}, ${OLDEST_MAJOR} or newer is needed`
        : 'PATH has no postgres and initdb',
    );
  }
  throw new Error(
    `There is no PostgreSQL to start: ${refusals.join('; ')}. ` +
      'Install one so that `initdb` is on PATH, or set DATABASE_URL to a server that runs already.',
  );
}

/** Undefined if the programs are not all there or do not start, as those for glibc do not under musl. */
function inspect(folder: string, origin: string): PostgresPrograms | undefined {
  const program = (name: string) =>
    join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  const postgres = program('postgres');
  try {
    const answer = execFileSync(postgres, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // "postgres (PostgreSQL) 18.4", "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"
    const major = Number(/\) (\d+)/.exec(answer)?.[1]);
    if (!major) return undefined;
    return { postgres, initdb: program('initdb'), pgCtl: program('pg_ctl'), major, origin };
  } catch {
    return undefined;
  }
}
