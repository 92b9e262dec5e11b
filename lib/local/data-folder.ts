import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { isReachableBy, type Account } from './processes/unprivileged-account';

/** The project's own folder for the data of its local services; ignored by git. */
export const LOCAL_FOLDER = join('.stateless', 'local');

/**
 * An existing folder in which a service may keep its things: `.stateless/local/NAME` in the project, so
 * that two projects never meet and data survives a restart; a fresh temporary one if `ephemeral`.
 *
 * It belongs to us alone. With `account`, that account may pass through it, to what is its own in there;
 * and where it can't get at the project (one in root's own home), the folder is one in the system's
 * cache instead.
 */
export function dataFolder(
  root: string,
  name: string,
  ephemeral: boolean,
  account?: Account,
): string {
  const folder = ephemeral ? temporaryFolder(name, account) : projectFolder(root, name, account);
  chmodSync(folder, account ? 0o711 : 0o700);
  return folder;
}

function temporaryFolder(name: string, account: Account | undefined): string {
  const parent = account && !isReachableBy(account, tmpdir()) ? '/tmp' : tmpdir();
  return mkdtempSync(join(parent, `${name}-`));
}

function projectFolder(root: string, name: string, account: Account | undefined): string {
  const local = join(resolve(root), LOCAL_FOLDER);
  mkdirSync(local, { recursive: true });
  const parent = account && !isReachableBy(account, local) ? projectCache(root) : local;
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * A folder for files that are not the project's own but worth keeping: for root one of the system's,
 * which other accounts can read, else one of the user's.
 */
export function cacheFolder(): string {
  const isRoot = process.getuid?.() === 0;
  const usual = isRoot ? '/var/cache' : join(homedir(), '.cache');
  const parent = isWritable(usual) ? usual : tmpdir();
  const folder = join(
    parent,
    // By number where there are numbers: in a container it may have no name.
    parent === tmpdir() ? `stateless-${process.getuid?.() ?? userInfo().username}` : 'stateless',
  );
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid, mode } = lstatSync(folder);
  // In a temporary folder anybody could have made it first, and put programs there for us to run.
  if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) {
    throw new Error(`${folder} can be written to by others. Remove it and start again.`);
  }
  chmodSync(folder, 0o755);
  return folder;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function projectCache(root: string): string {
  const path = resolve(root);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `${basename(path)}-${hash}`);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  return folder;
}
