import type { Change } from './changes';

/**
 * The key to name when a session is too large.
 * @param values after the changes, where they are known: of a key that is counted, its size too
 */
export function largestKey(
  changes: ReadonlyMap<string, Change>,
  values: ReadonlyMap<string, string> = new Map(),
): string {
  const size = (key: string): number => {
    const change = changes.get(key);
    return Buffer.byteLength(values.get(key) ?? (change?.op === 'set' ? change.json : ''));
  };
  // Without a change it is what stands around the values that has grown.
  const keys = changes.size > 0 ? [...changes.keys()] : [...values.keys()];
  return keys.reduce((largest, key) => (size(key) > size(largest) ? key : largest), keys[0] ?? '');
}
