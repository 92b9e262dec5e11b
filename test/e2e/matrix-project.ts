import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { buildCli } from '../../lib/create/build';
import { combinations, type Stores } from '../../lib/create/combinations';
import { run } from './run';

const repository = path.resolve(__dirname, '../..');
const matrix = path.join(repository, 'dist/matrix');

/** Every pair of stores that one can choose, with a name for the project of it. */
export const pairs = combinations.map((stores) => ({
  ...stores,
  name: `${stores.session}-${stores.database}`,
}));

export async function buildMatrix(): Promise<void> {
  await rm(matrix, { recursive: true, force: true });
  await buildCli(path.join(matrix, 'cli'));
}

/**
 * Makes the project of these stores by the CLI, with this repository's own packages: to install them for
 * each would take longer than all else.
 */
export async function makeProject(name: string, { session, database }: Stores): Promise<string> {
  const folder = path.join(matrix, name);
  await mkdir(matrix, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await run(
    process.execPath,
    [
      path.join(matrix, 'cli/create-stateless-app.mjs'),
      name,
      ...['--session', session, '--database', database],
      ...['--yes', '--no-install', '--no-git'],
    ],
    { cwd: matrix },
  );
  await symlink(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  // A repository of its own: of this one, everything in dist is ignored.
  await run('git', ['init', '--quiet'], { cwd: folder });
  return folder;
}
