import { Failure } from '../failure';
import { type AwsFault, type FaultPlace, type FaultSource, isFault } from './fault-source';

export interface FoundFaults {
  readonly faults: readonly AwsFault[];
  /** Why not the others, each as a sentence. */
  readonly cant: readonly string[];
}

/**
 * What can be done to this environment.
 *
 * @param kinds only these; undefined: all that it can have
 * @throws Failure one that was asked for can't be done, or none can
 */
export async function findFaults(
  place: FaultPlace,
  sources: readonly FaultSource[],
  kinds: readonly string[] | undefined,
): Promise<FoundFaults> {
  const wanted = sources.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const found = await Promise.all(wanted.map((source) => source.find(place)));
  const faults = found.filter(isFault);
  const cant = found.flatMap((each) => (isFault(each) ? [] : [`${each.kind}: ${each.cant}`]));
  const [first] = cant;
  if (first !== undefined && (kinds !== undefined || faults.length === 0)) {
    throw new Failure(first, 'Nothing was done. Leave it out of --faults to drill the others.');
  }
  return { faults, cant };
}
