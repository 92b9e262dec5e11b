import { runChild } from './child';
import type { ChildOptions } from './child';
import { Failure } from './failure';
import { packageManagers } from './package-manager';

/** @throws Failure (failed) when the installation does; Failure (interrupted) on Ctrl-C. */
export async function install(pm: string, options: ChildOptions): Promise<void> {
  const code = await runChild(pm, packageManagers[pm]!.install, options).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Failure('failed', `${pm}: not found.`, 'Install it, or add --no-install.');
  });
  options.signal.throwIfAborted();
  if (code === 0) return;
  throw new Failure(
    'failed',
    `${pm} install: failed${code === null ? '' : ` with exit code ${code}`}; what it said is above.`,
    'Cure that and run this again, or add --no-install. Nothing was left behind.',
  );
}
