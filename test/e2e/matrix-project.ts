import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { buildCli } from '../../lib/create/build';
import type { Stores } from '../../lib/create/combinations';
import { run } from './run';

const repository = path.resolve(__dirname, '../..');

type Answers = Stores & Readonly<Record<string, string | undefined>>;

/** Projects made by the CLI, side by side in one folder of this repository. */
export interface Projects {
  /** Builds the CLI, and removes projects of an earlier run. */
  build(): Promise<void>;
  /**
   * Makes the project of these answers, with this repository's own packages: to install them for each
   * would take longer than all else.
   *
   * @param folder whose last part is the project's name
   * @param answers flags of the CLI without their dashes
   */
  make(folder: string, answers: Answers): Promise<string>;
  remove(): Promise<void>;
}

/** @param folder within `dist`; each test file has one of its own, as they run at the same time */
export function projectsIn(folder: string): Projects {
  const home = path.join(repository, 'dist', folder);
  const remove = () => rm(home, { recursive: true, force: true, maxRetries: 5 });
  return {
    remove,
    async build() {
      await remove();
      await buildCli(path.join(home, 'cli'));
    },
    async make(folder, answers) {
      const project = path.join(home, folder);
      const parent = path.dirname(project);
      await mkdir(parent, { recursive: true });
      await rm(project, { recursive: true, force: true });
      const flags = Object.entries(answers).flatMap(([flag, value]) =>
        value === undefined ? [] : [`--${flag}`, value],
      );
      await run(
        process.execPath,
        [
          path.join(home, 'cli/create-stateless-app.mjs'),
          path.basename(folder),
          ...flags,
          ...['--yes', '--no-install', '--no-git'],
        ],
        { cwd: parent },
      );
      await symlink(path.join(repository, 'node_modules'), path.join(project, 'node_modules'));
      // A repository of its own: of this one, everything in dist is ignored.
      await run('git', ['init', '--quiet'], { cwd: project });
      return project;
    },
  };
}
