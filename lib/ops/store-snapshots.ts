import type { Account } from './account';
import { Failure } from './failure';

/** Seconds. A first snapshot of a large disk takes hours, and goes on when nobody waits. */
export const snapshotWait = { minDelay: 5, maxDelay: 30, maxWaitTime: 4 * 60 * 60 };

/** Whether AWS says that a store is not there. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && /NotFound(?:Fault)?$/.test(error.name);
}

export function nothingToSnapshot({ name, id, region }: Account, what: string): Failure {
  return new Failure(
    `There is no ${name} in account ${id}, ${region}: nothing to take a snapshot of ${what} from.`,
    'Leave the snapshot out of a first deployment: there is nothing to lose yet.',
  );
}

/** Waits for a waiter of the SDK. @throws Failure AWS has given up, or takes longer than we wait */
export async function finished(name: string, waiting: Promise<unknown>): Promise<void> {
  try {
    await waiting;
  } catch (error) {
    // Its message is the last answer of AWS, as JSON; refusals keep their own names.
    if (!(error instanceof Error) || '$metadata' in error) throw error;
    throw new Failure(
      `AWS has not finished the snapshot ${name}: ${error.message.slice(0, 200)}`,
      'Look at its state in the console; it may still get there by itself.',
    );
  }
}
