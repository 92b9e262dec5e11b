/** What writing a project into its folder would do there: looks, changes nothing. */
import { lstatSync, readFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure';
import type { Project } from './render';

export type Action =
  | 'create'
  /** The folder has this very file already. */
  | 'same'
  /** The folder has its own, and keeps it. */
  | 'keep'
  /** The folder has another one, and --force replaces it. */
  | 'overwrite';

export interface Plan {
  /** Absolute. */
  readonly directory: string;
  readonly exists: boolean;
  readonly actions: ReadonlyMap<string, Action>;
}

/** What a host such as GitHub puts into a new repository: the folder's own stays. */
const kept = /^(readme|license|licence|copying)(\.(md|txt))?$/i;

/**
 * @param extra paths that later steps will make (node_modules, the lock file)
 * @throws Failure (conflicts) that lists every file which is in the way
 */
export function plan(
  directory: string,
  project: Project,
  force: boolean,
  extra: readonly string[] = [],
): Plan {
  const folder = lookAt(directory);
  if (!folder) {
    return { directory, exists: false, actions: new Map([...project.keys()].map(created)) };
  }
  if (folder.isSymbolicLink()) {
    throw conflict(`${directory}: a symbolic link.`, 'Name the folder that it points to.');
  }
  if (!folder.isDirectory()) {
    throw conflict(
      `${directory}: a file, where the project's folder would be.`,
      'Choose another name.',
    );
  }
  const actions = new Map<string, Action>();
  const replaceable: string[] = [];
  const blocked: string[] = [];
  for (const [file, { content }] of project) {
    const found = occupant(directory, file);
    if (!found) actions.set(file, 'create');
    else if (!found.stat.isFile() || found.path !== file) blocked.push(found.path);
    else if (kept.test(file)) actions.set(file, 'keep');
    else if (readFileSync(join(directory, file)).equals(content)) actions.set(file, 'same');
    else {
      replaceable.push(file);
      actions.set(file, 'overwrite');
    }
  }
  blocked.push(...extra.filter((name) => lookAt(join(directory, name))));
  if (blocked.length > 0)
    throw inTheWay(
      directory,
      [...new Set(blocked)],
      'Move it away first, or choose another folder.',
    );
  if (replaceable.length > 0 && !force) {
    throw inTheWay(
      directory,
      replaceable,
      'Choose another folder, or add --force to overwrite just what is listed.',
    );
  }
  return { directory, exists: true, actions };
}

/** The file at `file` or, nearer to the root, what stands where one of its folders should be. */
function occupant(directory: string, file: string): { path: string; stat: Stats } | undefined {
  const parts = file.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = parts.slice(0, depth).join('/');
    const stat = lookAt(join(directory, part));
    if (!stat) return undefined;
    if (depth === parts.length || !stat.isDirectory()) return { path: part, stat };
  }
  return undefined;
}

/** lstat: a symbolic link is never followed, wherever it leads. */
function lookAt(where: string): Stats | undefined {
  return lstatSync(where, { throwIfNoEntry: false });
}

function created(file: string): [string, Action] {
  return [file, 'create'];
}

function conflict(problem: string, cure: string): Failure {
  return new Failure('conflicts', problem, cure);
}

function inTheWay(directory: string, files: readonly string[], cure: string): Failure {
  const count = files.length === 1 ? '1 file is' : `${files.length} files are`;
  return new Failure('conflicts', `${directory}: ${count} in the way.`, cure, { conflicts: files });
}
