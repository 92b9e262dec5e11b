import { NotAnIntegerError } from './errors';

/**
 * One recorded change of one key. Changes, not results, are what a request sends to the store: so two
 * requests that change different keys both count, and increments add up.
 */
export type Change =
  | { readonly op: 'set'; readonly json: string }
  | { readonly op: 'delete' }
  | { readonly op: 'increment'; readonly by: number };

/** Notes a change on top of those already noted: one a key is left. */
export function record(changes: Map<string, Change>, key: string, change: Change): void {
  const before = changes.get(key);
  if (change.op !== 'increment' || before === undefined) {
    changes.set(key, change);
  } else if (before.op === 'increment') {
    changes.set(key, { op: 'increment', by: exactSum(key, before.by, change.by) });
  } else {
    const json = before.op === 'set' ? before.json : undefined;
    changes.set(key, { op: 'set', json: incremented(key, json, change.by) });
  }
}

/** The value after the change: JSON text, or undefined where there is none. */
export function apply(
  key: string,
  json: string | undefined,
  change: Change | undefined,
): string | undefined {
  if (change === undefined) return json;
  if (change.op === 'set') return change.json;
  if (change.op === 'delete') return undefined;
  return incremented(key, json, change.by);
}

/** @throws NotAnIntegerError */
function incremented(key: string, json: string | undefined, by: number): string {
  return String(exactSum(key, json === undefined ? 0 : Number(json), by));
}

function exactSum(key: string, a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(sum)) throw new NotAnIntegerError(key);
  return sum;
}
