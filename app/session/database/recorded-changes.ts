import type { Change } from '../changes';
import { mergeValues, sizeOf } from '../merge-values';
import { LONGEST_COUNT, MAX_BYTES } from './session-statements';

type Changes = ReadonlyMap<string, Change>;

/**
 * A list of keys as PostgreSQL writes it. No key has a character that would need an escape (see `Session`);
 * the quotes keep one named null from being none.
 */
function list(keys: readonly string[]): string {
  return keys.length === 0 ? '{}' : `{"${keys.join('","')}"}`;
}

/** The changes as `COMMIT` and `ROTATE` take them: their parameters $3 to $9. */
export function asParameters(changes: Changes): unknown[] {
  const deleted: string[] = [];
  const counted: string[] = [];
  const by: number[] = [];
  const set: Record<string, string> = {};
  let bytesSet = 0;
  let bytesAddedAtMost = 0;
  for (const [key, change] of changes) {
    switch (change.op) {
      case 'set':
        set[key] = change.json;
        bytesSet += size(key, change.json);
        break;
      case 'delete':
        deleted.push(key);
        break;
      case 'increment':
        counted.push(key);
        by.push(change.by);
        bytesAddedAtMost += key.length + LONGEST_COUNT;
        break;
    }
  }
  return [
    list(deleted),
    JSON.stringify(set),
    list(counted),
    `{${by.join()}}`,
    list([...changes.keys()]),
    bytesSet,
    bytesSet + bytesAddedAtMost,
  ];
}

/**
 * What a session is that begins with these changes.
 * @throws NotAnIntegerError | SessionTooLargeError
 */
export function asNewSession(changes: Changes): {
  data: string;
  bytes: number;
  increments: readonly number[];
} {
  const { values, increments } = mergeValues(new Map(), changes, MAX_BYTES);
  return { data: JSON.stringify(Object.fromEntries(values)), bytes: sizeOf(values), increments };
}

/** Keys are ASCII; values are what they are. */
function size(key: string, json: string): number {
  return key.length + Buffer.byteLength(json);
}
