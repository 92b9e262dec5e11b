import type { Carrier } from '../session/carrier';

/** Told of each call to the session store: what was asked, how many seconds it took, how it ended. */
export type ObserveCall = (operation: string, seconds: number, outcome: 'done' | 'failed') => void;

/** The same carrier, each of whose calls is timed. */
export function timedCarrier(carrier: Carrier, observe: ObserveCall): Carrier {
  async function timed<T>(operation: string, call: () => Promise<T>): Promise<T> {
    const start = performance.now();
    let outcome: 'done' | 'failed' = 'failed';
    try {
      const result = await call();
      outcome = 'done';
      return result;
    } finally {
      observe(operation, (performance.now() - start) / 1000, outcome);
    }
  }

  return {
    capabilities: carrier.capabilities,
    index: carrier.index,
    wellFormed: (token) => carrier.wellFormed(token),
    handleOf: (token) => carrier.handleOf(token),
    load: (...given) => timed('load', () => carrier.load(...given)),
    commit: (...given) => timed('commit', () => carrier.commit(...given)),
    end: (...given) => timed('end', () => carrier.end(...given)),
    // Whether there is a `renew` says how this carrier is renewed.
    ...(carrier.renew && {
      renew: (...given) => timed('renew', async () => carrier.renew?.(...given)),
    }),
  };
}
