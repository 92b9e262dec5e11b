/** Moves a staged project into a folder that exists, file by file, undoing all when one fails. */
import { lstatSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { Failure } from './failure';
import type { Action } from './plan';

interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Folders that `target` lacks move whole; others are entered. A file moves over another only where
 * the plan says `overwrite`; the old one waits in the staging folder until all is done.
 * @throws Failure (conflicts) when something stands in the way that the plan did not see; what the
 *   disk throws
 */
export function mergeInto(
  staged: string,
  target: string,
  actions: ReadonlyMap<string, Action>,
): void {
  const replaced = join(staged, '.replaced');
  const entries = readdirSync(staged);
  const done: Move[] = [];
  const move = (from: string, to: string) => {
    renameSync(from, to);
    done.push({ from, to });
  };
  const enter = (file: string) => {
    const [from, to] = [join(staged, file), join(target, file)];
    const found = lstatSync(to, { throwIfNoEntry: false });
    if (!found) return move(from, to);
    if (found.isDirectory() && lstatSync(from).isDirectory()) {
      for (const name of readdirSync(from)) enter(join(file, name));
      return;
    }
    const planned = actions.get(file.split(sep).join('/'));
    if (planned !== 'overwrite' || !found.isFile()) {
      throw new Failure('conflicts', `${to}: appeared meanwhile.`, 'Run this again.');
    }
    const aside = join(replaced, file);
    mkdirSync(dirname(aside), { recursive: true });
    move(to, aside);
    move(from, to);
  };
  try {
    for (const name of entries) enter(name);
  } catch (error) {
    for (const { from, to } of done.toReversed()) renameSync(to, from);
    throw error;
  }
}
