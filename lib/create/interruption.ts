/** Ctrl-C and its relatives, as a signal that every long step listens to. */
import { Failure } from './failure';

export interface Interruption {
  readonly signal: AbortSignal;
  /** As from Ctrl-C: a prompt reads the key itself, while the terminal is in raw mode. */
  interrupt(): void;
  /** Lets pending signals arrive. @throws Failure (interrupted) */
  check(): Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * To the end of the process: a signal that comes once the project is in its place changes nothing, and
 * must not make a whole project look like a failure.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = () => controller.abort(interrupted());
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    interrupt,
    check: async () => {
      // Signals are delivered when the loop polls, which comes before `setImmediate`.
      await new Promise((resolve) => setImmediate(resolve));
      controller.signal.throwIfAborted();
    },
  };
}

export function interrupted(): Failure {
  return new Failure('interrupted', 'Interrupted. Nothing was left behind.', '');
}
