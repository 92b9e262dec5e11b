import { apply, type Change } from './changes';
import { SessionTooLargeError } from './errors';
import { largestKey } from './largest-key';

export interface MergedValues {
  /** JSON texts by key. */
  readonly values: Map<string, string>;
  /** The results of the increments, in the order of the changes. */
  readonly increments: readonly number[];
}

/**
 * What becomes of a session's values by the changes: nothing of it is stored yet.
 * @param maxBytes of all keys and JSON texts together
 * @throws NotAnIntegerError | SessionTooLargeError
 */
export function mergeValues(
  before: ReadonlyMap<string, string>,
  changes: ReadonlyMap<string, Change>,
  maxBytes: number,
): MergedValues {
  const values = new Map(before);
  const increments: number[] = [];
  for (const [key, change] of changes) {
    const json = apply(key, values.get(key), change);
    if (json === undefined) values.delete(key);
    else values.set(key, json);
    if (change.op === 'increment') increments.push(Number(json));
  }
  const bytes = sizeOf(values);
  // Making room is always possible, also for a server that allows less than the one that filled it.
  if (bytes > maxBytes && bytes > sizeOf(before)) {
    throw new SessionTooLargeError(largestKey(changes, values), maxBytes);
  }
  return { values, increments };
}

/** Bytes of all keys, which are ASCII, and of all values. */
export function sizeOf(values: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const [key, json] of values) bytes += key.length + Buffer.byteLength(json);
  return bytes;
}
