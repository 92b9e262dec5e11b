import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LOCAL_FOLDER } from '../../lib/local/data-folder';

export const REPOSITORY = resolve(__dirname, '../..');

/** A fresh, empty project in a temporary folder, with this one's node_modules. */
export function makeProject(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'project-')));
  chmodSync(root, 0o755); // As root: the account that a service runs as must get in.
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'), 'junction');
  writeFileSync(join(root, 'package.json'), '{}');
  return root;
}

export function removeProject(root: string): void {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}

/** Where a service of the project keeps its things. */
export function serviceFolder(root: string, service: string): string {
  return join(root, LOCAL_FOLDER, service);
}

/** The process id in a file of a service: the first line of its text. */
export function pidIn(...path: string[]): number {
  return parseInt(readFileSync(join(...path), 'utf8'), 10);
}
