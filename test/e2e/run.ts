import { spawn } from 'node:child_process';

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
  seconds: number;
}

/** The environment without what would let a test reach an AWS account, or colour its output. */
export function bareEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(AWS_|CDK_|JEST_|FORCE_COLOR|DATABASE_|REDIS_|MEMCACHED_|SESSION_|LOCAL_SERVICES)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), NODE_ENV: undefined, NO_COLOR: '1', ...extra };
}

/** Runs a command to its end. Rejects with all it printed where it exits with anything but 0. */
export async function run(
  command: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Finished> {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? bareEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const finished = { code, stdout, stderr, seconds: (performance.now() - started) / 1000 };
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} exited with ${code}\n${stdout}\n${stderr}`);
  }
  return finished;
}
