/** How GitHub calls a repository. */
const owner = '[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}';
const name = '[A-Za-z0-9._-]{1,100}';

/**
 * `owner/name`, or with the ids of both, `owner@1234/name@5678`, as GitHub's tokens call a repository
 * that was made or renamed since July 15, 2026.
 */
export const repositoryPattern = `^${owner}(?:/${name}|@[0-9]+/${name}@[0-9]+)$`;

const remote = new RegExp(
  `^(?:https://(?:[^@/]+@)?github\\.com/|git@github\\.com:|ssh://git@github\\.com(?::22)?/)(${owner}/${name}?)(?:\\.git)?/?$`,
);

/**
 * @param address of a git remote, such as `git@github.com:owner/name.git`
 * @returns owner/name: the ids only GitHub knows
 */
export function repositoryAt(address: string): string | undefined {
  return remote.exec(address)?.[1];
}
