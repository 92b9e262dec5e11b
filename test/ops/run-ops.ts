import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '../..');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of `lib/ops` as its script in package.json does, with no terminal.
 * @param environment instead of this process's variables of AWS, of which it gets none
 */
export async function runOps(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:AWS_|CDK_|JEST_|NO_COLOR|FORCE_COLOR|COLUMNS)/.test(name),
  );
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', `lib/ops/${command}.ts`, ...args], {
    cwd: root,
    env: {
      ...Object.fromEntries(own),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
