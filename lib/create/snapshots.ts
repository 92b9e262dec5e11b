/**
 * The snapshots of the stacks. The template holds those of its own stores alone: those of every other
 * choice would be half of the package. A project that is installed gets the rest by its own test, so
 * that its first commit has them, and its tests pass where they may not write (`npm test -- --ci`).
 */
import type { ChildOptions } from './child';
import { packageManagers } from './package-manager';
import type { Project } from './render';

export const snapshotFolder = 'test/infra/__snapshots__';

export function lacksSnapshots(project: Project): boolean {
  return ![...project.keys()].some((file) => file.startsWith(`${snapshotFolder}/`));
}

/**
 * Takes some ten seconds, most of them for synthesizing the stacks. A project is good without: what
 * goes wrong here, its first `npm test` shows.
 *
 * @returns whether they are there
 * @throws Failure (interrupted) on Ctrl-C
 */
export async function writeSnapshots(pm: string, options: ChildOptions): Promise<boolean> {
  // Loaded only now, as most runs start no program here.
  const { runChild } = await import('./child');
  const code = await runChild(
    pm,
    [
      ...packageManagers[pm]!.test,
      ...['--selectProjects', 'infra', '--testPathPatterns', 'test/infra/templates'],
      ...['--ci=false', '--reporters=summary'],
    ],
    options,
  );
  options.signal.throwIfAborted();
  return code === 0;
}
