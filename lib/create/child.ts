/** Runs another program to its end, or to an interruption. */
import { spawn } from 'node:child_process';

export interface ChildOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** File descriptor that takes the program's standard output: 1, or 2 to keep 1 for JSON. */
  readonly stdout: 1 | 2;
}

/** How long a program may take to end after it was asked to, in milliseconds. */
const patience = 10_000;

/**
 * A terminal tells each program in it of Ctrl-C, and a second signal would mean: at once. So long, in
 * milliseconds, a program there may take to end by itself.
 */
const headStart = 5_000;

/**
 * @returns its exit code; null when a signal ended it
 * @throws NodeJS.ErrnoException ENOENT when there is no such program
 */
export function runChild(
  program: string,
  args: readonly string[],
  { cwd, signal, stdout }: ChildOptions,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ['inherit', stdout, 2],
      // On Windows npm is npm.cmd, which only a shell can run. All arguments are constants of ours.
      shell: process.platform === 'win32',
    });
    const timers: NodeJS.Timeout[] = [];
    const stop = () => {
      const wait = process.stdin.isTTY ? headStart : 0;
      timers.push(setTimeout(() => child.kill('SIGTERM'), wait));
      timers.push(setTimeout(() => child.kill('SIGKILL'), wait + patience));
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const settle = () => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code) => {
      settle();
      resolve(code);
    });
  });
}
