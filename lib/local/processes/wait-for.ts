import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks every few milliseconds until there is an answer other than undefined, at most `limit`
 * milliseconds; undefined when that is over.
 */
export async function waitFor<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  limit: number,
): Promise<T | undefined> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > end) return answer;
    await delay(10);
  }
}
