/**
 * Writes the project so that it appears at once, whole, or not at all. Everything is made in a
 * temporary folder on the same disk; the last step moves it to its place. Whatever fails or is
 * interrupted before that, `discard` undoes.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { mergeInto } from './merge-into';
import type { Plan } from './plan';
import type { Project } from './render';

export interface Staging {
  /** The temporary folder, absolute: the project as it will be, without what exists already. */
  readonly directory: string;
  /** Moves everything to its place. @throws what the disk throws, after undoing its own steps. */
  moveIn(): void;
  /** Removes all that was made. */
  discard(): void;
}

/** A new folder is staged beside its place, an existing one within (its parent may be read-only). */
export function stage(plan: Plan): Staging {
  const made: string[] = [];
  const make = (folder: string) => {
    mkdirSync(folder);
    made.push(folder);
  };
  const discard = () => {
    const [staged, ...parents] = made.toReversed();
    if (staged) rmSync(staged, { recursive: true, force: true, maxRetries: 3 });
    for (const parent of parents) removeEmpty(parent);
  };
  const { directory: target, exists } = plan;
  const parent = exists ? target : dirname(target);
  const directory = join(parent, `.${basename(target)}-${process.pid}`);
  try {
    for (const folder of missing(parent)) make(folder);
    make(directory);
  } catch (error) {
    discard();
    throw error;
  }
  return {
    directory,
    discard,
    moveIn: () => {
      if (!exists) return renameSync(directory, target);
      mergeInto(directory, target, plan.actions);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Writes what is to be created or overwritten.
 * @param pause resolves when the event loop has turned once; rejects to stop
 * @throws RangeError for a path that leads outside
 */
export async function writeFiles(
  project: Project,
  plan: Plan,
  staging: Staging,
  pause: () => Promise<void>,
): Promise<void> {
  const folders = new Set<string>();
  let written = 0;
  for (const [file, { content, mode }] of project) {
    const action = plan.actions.get(file);
    if (action !== 'create' && action !== 'overwrite') continue;
    refuseEscape(file);
    makeFolders(staging.directory, posix.dirname(file), folders);
    writeNew(`${staging.directory}/${file}`, content, mode);
    // A pause is when Ctrl-C is noticed.
    if (++written % 64 === 0) await pause();
  }
}

/** Makes `folder` and those above it, each once. */
function makeFolders(root: string, folder: string, made: Set<string>): void {
  if (folder === '.' || made.has(folder)) return;
  makeFolders(root, posix.dirname(folder), made);
  mkdirSync(`${root}/${folder}`);
  made.add(folder);
}

/**
 * What writeFileSync does in twice the time. Exclusive, so that nothing planted in the folder, such as
 * a symbolic link, is written to.
 */
function writeNew(file: string, content: Buffer, mode: number): void {
  const descriptor = openSync(file, 'wx', mode);
  try {
    for (let at = 0; at < content.length;) at += writeSync(descriptor, content, at);
  } finally {
    closeSync(descriptor);
  }
}

function refuseEscape(file: string): void {
  if (/(^|[/\\])\.{0,2}([/\\]|$)/.test(file)) {
    throw new RangeError(`${file}: a template may only write below the project's folder.`);
  }
}

/** The folders from the first missing one down to `folder`. */
function missing(folder: string): string[] {
  return existsSync(folder) ? [] : [...missing(dirname(folder)), folder];
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else moved in meanwhile: not ours to remove.
  }
}
