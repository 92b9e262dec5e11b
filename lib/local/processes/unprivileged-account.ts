import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Numeric ids of the account that a process runs as. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * The account for a server that refuses to run as root; undefined where this process isn't root (or the
 * system knows no such thing) and the server can run as ourselves.
 * @param usual the account that such a server has where it is installed
 */
export function unprivilegedAccount(usual: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return accountOf(usual) ?? accountOf('nobody') ?? { uid: 65534, gid: 65534 };
}

function accountOf(name: string): Account | undefined {
  try {
    // `id` rather than /etc/passwd: macOS keeps its accounts elsewhere.
    const ask = (flag: string) =>
      Number(
        execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      );
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

/**
 * Whether `account` may go through every folder down to `path`, and read or run `path` itself. A project
 * in root's own home (0700) fails this, and so do files that were installed under a strict umask.
 */
export function isReachableBy(account: Account, path: string): boolean {
  const mayPass = (at: string, needed: number): boolean => {
    const { uid, gid, mode } = statSync(at);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    return ((mode >> shift) & needed) === needed;
  };
  const READ_AND_RUN = 0o5;
  const PASS = 0o1;
  if (!mayPass(path, READ_AND_RUN)) return false;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if (!mayPass(folder, PASS)) return false;
    if (folder === dirname(folder)) return true;
  }
}
