import { runChild } from './child';
import { exitCode } from './exit-codes';

/** Runs the app on this machine until it ends. @returns the exit code. */
export async function start(pm: string, directory: string, signal: AbortSignal): Promise<number> {
  const code = await runChild(pm, ['run', 'dev'], { cwd: directory, signal, stdout: 1 });
  if (signal.aborted) return exitCode('interrupted');
  return code ?? exitCode('failed');
}
