import { spawn } from 'node:child_process';

/**
 * Runs the CDK's own command line on this terminal.
 *
 * @param environment variables beside those of this process: the CDK takes `CDK_…` for its options
 * @returns its exit code; 130 where Ctrl-C has ended it
 */
export async function cdk(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  // The terminal tells both: the CDK decides what to finish, and this waits for it.
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      child
        .once('error', reject)
        .once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
