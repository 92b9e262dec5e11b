export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The JSON text of a value that comes back from it equal. What JSON would quietly turn into something
 * else (a Date, a Map, NaN, a bigint, undefined in a list) is refused: it would be found one day by
 * whoever reads it.
 * @throws TypeError naming the key and the place in the value
 */
export function toJson(key: string, value: unknown): string {
  refuseWhatJsonLoses(value, key, 0);
  return JSON.stringify(value);
}

/** Deep enough for data, far from where recursion ends. */
const MAX_DEPTH = 32;

function refuseWhatJsonLoses(value: unknown, place: string, depth: number): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (depth > MAX_DEPTH) {
    throw new TypeError(`Session key "${place}": nested deeper than ${MAX_DEPTH}, or a cycle`);
  }
  if (Array.isArray(value)) {
    // By index: forEach would pass over the holes, which become null.
    for (let i = 0; i < value.length; i++) {
      refuseWhatJsonLoses(value[i], `${place}[${i}]`, depth + 1);
    }
  } else if (typeof value === 'object' && isPlain(value)) {
    for (const [name, member] of Object.entries(value)) {
      // Undefined or absent: it reads the same.
      if (member !== undefined) refuseWhatJsonLoses(member, `${place}.${name}`, depth + 1);
    }
  } else {
    throw new TypeError(`Session key "${place}": ${described(value)} is not JSON`);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in value);
}

function described(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null)
    return `a ${value.constructor?.name ?? 'foreign object'}`;
  return `a value of type ${typeof value}`;
}
