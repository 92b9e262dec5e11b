import type { CiConfig } from './ci-config';

const repositoryPattern = /^[A-Za-z0-9-]+(?:\/[A-Za-z0-9._-]+|@\d+\/[A-Za-z0-9._-]+@\d+)$/;

/**
 * Refuses a repository that no token could be of.
 *
 * @throws Error naming the field
 */
export function checkRepository({ repository }: CiConfig): string {
  if (repository === undefined) {
    throw new Error(
      'ci.repository in lib/infra/project.ts: not set. Write the GitHub repository that may deploy, owner@1234/name@5678, or of an older one owner/name.',
    );
  }
  if (!repositoryPattern.test(repository)) {
    throw new Error(
      `ci.repository in lib/infra/project.ts: ${repository} is no GitHub repository, such as owner@1234/name@5678 or, of an older one, owner/name.`,
    );
  }
  return repository;
}
