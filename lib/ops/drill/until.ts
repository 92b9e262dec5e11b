import { setTimeout as delay } from 'node:timers/promises';
import { explain } from '../aws-failure';

export interface Waiting {
  readonly pollSeconds: number;
  readonly signal: AbortSignal;
}

/** So many refusals in a row are no accident any more. */
const PATIENCE = 5;

/**
 * Asks AWS until it says yes. A question that fails is asked again: in the middle of a drill the network
 * or a limit of the API may be in the way.
 * @throws what was refused several times; an AbortError when the signal comes
 */
export async function until(ask: () => Promise<boolean>, { pollSeconds, signal }: Waiting) {
  let refusals = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      if (await ask()) return;
      refusals = 0;
    } catch (error) {
      if (++refusals >= PATIENCE) throw explain(error);
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}
