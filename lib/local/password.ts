import { randomBytes } from 'node:crypto';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code';
import { readText } from './read-text';
import type { Account } from './processes/unprivileged-account';

/**
 * The password of the server that keeps its data in `folder`: 144 random bits, made once and kept beside
 * the data. Other users of this machine can reach a loopback port too, and whoever may command such a
 * server may have it write files and run programs.
 */
export function passwordIn(folder: string, account?: Account): string {
  const file = join(folder, 'password');
  try {
    writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600, flag: 'wx' });
    if (account) chownSync(file, account.uid, account.gid);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  return readText(file);
}
