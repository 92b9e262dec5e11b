import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withoutRepository } from './git';
import { repositoryAt } from './repository-name';

/** The GitHub repository that `folder` is the root of, by its remote `origin`. */
export function detectRepository(folder: string): string | undefined {
  if (!existsSync(join(folder, '.git'))) return undefined;
  const { stdout } = spawnSync('git', ['remote', 'get-url', 'origin'], {
    cwd: folder,
    env: withoutRepository(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // Null where there is no git.
  return repositoryAt((stdout ?? '').trim());
}
