import { createInterface } from 'node:readline';
import { startGuarded, type GuardedProcess } from '../processes/guarded-process';
import { readableLogLine } from './log-line';
import { isTerminal } from './say';

/** Milliseconds that a stopped server has before it is killed. */
const STOP_LIMIT = 3_000;

/** Runs the app's bundle under the watchdog and shows what it prints: readable on a terminal, else raw. */
export function startAppProcess(
  serverFile: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv,
): GuardedProcess {
  const app = startGuarded(
    {
      command: process.execPath,
      args: ['--enable-source-maps', serverFile, ...args],
      cwd,
      stopSignals: ['SIGTERM'],
      graceMilliseconds: STOP_LIMIT,
      removeAtEnd: [],
    },
    environment,
    'pipe',
  );
  show(app.stdout, process.stdout);
  show(app.stderr, process.stderr);
  return app;
}

function show(from: NodeJS.ReadableStream | null, to: NodeJS.WritableStream): void {
  if (!from) return;
  const lines = createInterface({ input: from, crlfDelay: Infinity });
  lines.on('line', (line) => to.write(`${isTerminal ? readableLogLine(line) : line}\n`));
}
