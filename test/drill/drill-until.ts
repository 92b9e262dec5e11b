import { drill, type DrillRecord, type DrillWatcher } from '../../lib/drill/drill';
import type { CarrierPromises } from '../../lib/drill/promises';

type State = Parameters<NonNullable<DrillWatcher['tick']>>[0];

/** Seconds at most: a busy machine may need a while for what a free one does in one. */
const LIMIT = 20;

/** A drill without faults that goes on until enough has been seen. */
export async function drillUntil(
  isEnough: (state: State) => boolean,
  { url, carrier, clients }: { url: string; carrier: CarrierPromises; clients: number },
): Promise<DrillRecord> {
  const enough = new AbortController();
  return drill(
    {
      url,
      carrier,
      faults: [],
      load: { clients, rate: 300, changesPerMinute: 9000, patienceSeconds: 10 },
      calmSeconds: LIMIT,
      seconds: LIMIT,
    },
    enough.signal,
    {
      tick: (state) => {
        if (isEnough(state)) enough.abort();
      },
    },
  );
}
