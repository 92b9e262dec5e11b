import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository';

interface Locked {
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
const packages: Record<string, Locked> = lock.packages;

/** Of all that an installation of `names` brings, by the lock file, what would run a script then. */
export function withInstallScript(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name; name = queue.pop()) {
    const found = packages[`node_modules/${name}`];
    if (seen.has(name) || !found) continue;
    seen.add(name);
    queue.push(...Object.keys({ ...found.dependencies, ...found.optionalDependencies }));
  }
  return [...seen].filter((name) => packages[`node_modules/${name}`]!.hasInstallScript).toSorted();
}
