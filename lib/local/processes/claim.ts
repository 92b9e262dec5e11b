import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from '../error-code';
import { readText } from '../read-text';
import { isAlive } from './process-owner';
import { waitFor } from './wait-for';

/**
 * Takes something for this process that only one may have at a time, and that goes by the name of a
 * file. False if another one has it. A process that was killed loses what it had.
 */
export function claim(file: string): boolean {
  if (create(file)) return true;
  return !isHeld(file) && removeAbandoned(file) && create(file);
}

function isHeld(file: string): boolean {
  // One that is just being written is empty.
  return isAlive(Number(readText(file)) || process.pid);
}

/** By way of another name: of two who find it abandoned, the slower would remove the quicker one's new claim. */
function removeAbandoned(file: string): boolean {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (isHeld(aside)) {
      renameSync(aside, file);
      return false;
    }
  } catch {
    return false; // Another was quicker, or it belongs to another user.
  }
  release(aside);
  return true;
}

export function release(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It belongs to another user.
  }
}

/** Runs `action` when no other process runs one under the same file; waits at most `limit` milliseconds. */
export async function exclusively<T>(
  file: string,
  limit: number,
  action: () => Promise<T>,
): Promise<T> {
  if (!(await waitFor(() => claim(file) || undefined, limit))) {
    throw new Error(
      `Another process has held ${file} for ${limit / 1000} s. Remove it if none does.`,
    );
  }
  try {
    return await action();
  } finally {
    release(file);
  }
}

function create(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
