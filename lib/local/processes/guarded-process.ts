import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Account } from './unprivileged-account';

export interface Command {
  command: string;
  args: readonly string[];
}

/** What the watchdog is told to run, as JSON on its command line: no secrets in here, `ps` shows it. */
export interface Order extends Command {
  cwd: string;
  /**
   * What has to succeed before: a command that makes the folder `unfinished`, which is then renamed, so
   * that `finished` is never a half of something.
   */
  preparation?: Command & { unfinished: string; finished: string };
  /** A file that holds the command's process id while it runs. */
  pidFile?: string;
  /** Run the commands as this account; the watchdog itself stays as it is. */
  account?: Account;
  /** How to ask it to end, gentlest first, each given `graceMilliseconds`. After the last one: SIGKILL. */
  stopSignals: readonly NodeJS.Signals[];
  /** What ends it gently on Windows, where there are no signals. */
  stopCommand?: readonly string[];
  graceMilliseconds: number;
  /** Files and folders that the watchdog removes once the command has ended. */
  removeAtEnd: readonly string[];
}

export interface GuardedProcess {
  /** The watchdog's process id: alive exactly as long as somebody answers for the command. */
  readonly watchdog: number;
  /** What the command prints, where `output` was 'pipe'. */
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Settles when the command has ended, with its exit code (128 + signal number; 127 never started; 126
   * preparation failed). */
  readonly ended: Promise<number>;
  /** Ends the command and waits for that. */
  stop(): Promise<void>;
}

/**
 * Starts a command under the watchdog: it ends with this process, whatever ends this process.
 *
 * `environment` is the command's whole environment. `output` is 'pipe', or the descriptor of an open
 * file that takes what the command prints.
 */
export function startGuarded(
  order: Order,
  environment: NodeJS.ProcessEnv,
  output: 'pipe' | number,
): GuardedProcess {
  const child = spawn(process.execPath, [join(__dirname, 'watchdog.js'), JSON.stringify(order)], {
    env: environment,
    stdio: ['pipe', output, output],
    // A process group of its own: a terminal sends Ctrl-C to its whole foreground group, and services
    // must not go down before the server that is still answering its last requests.
    detached: true,
    windowsHide: true,
  });
  // Writing nothing, so an error here only says that the watchdog has ended, which 'exit' says too.
  child.stdin?.on('error', () => {});
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  return {
    watchdog: child.pid ?? -1,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}
