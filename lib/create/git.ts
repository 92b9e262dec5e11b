/** The project's first commit. */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export type GitOutcome = 'committed' | 'in a repository already' | 'git not found' | 'git failed';

/**
 * @param staged where the files are now
 * @param directory where they will be: decides whether a repository is there already
 */
export function commitFirst(staged: string, directory: string, version: string): GitOutcome {
  const place = join(realpathSync(dirname(directory)), basename(directory));
  if (inRepository(place)) return 'in a repository already';
  const begun = git(staged, ['-c', 'init.defaultBranch=main', 'init', '--quiet']);
  if (begun.error) return 'git not found';
  const done =
    begun.status === 0 &&
    git(staged, ['add', '--all']).status === 0 &&
    git(staged, [
      ...identity(staged),
      ...['-c', 'commit.gpgSign=false', 'commit', '--quiet', '--no-verify'],
      ...['--message', `Start from create-stateless-app ${version}`],
    ]).status === 0;
  if (done) return 'committed';
  rmSync(join(staged, '.git'), { recursive: true, force: true });
  return 'git failed';
}

/** By looking: of a repository that is another user's, as in a container, git says that it is none. */
function inRepository(folder: string): boolean {
  const above = dirname(folder);
  return existsSync(join(folder, '.git')) || (above !== folder && inRepository(above));
}

/** A machine that was never told who commits, such as a CI runner, must not fail for that. */
function identity(folder: string): string[] {
  if (git(folder, ['var', 'GIT_COMMITTER_IDENT']).status === 0) return [];
  return [
    ...['-c', 'user.name=create-stateless-app'],
    ...['-c', 'user.email=create-stateless-app@localhost'],
  ];
}

function git(folder: string, args: readonly string[]) {
  return spawnSync('git', args, { cwd: folder, env: withoutRepository(), stdio: 'ignore' });
}

/** Inside a git hook these variables would point git at another repository. */
export function withoutRepository(): NodeJS.ProcessEnv {
  const foreign = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'];
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !foreign.includes(key)));
}
