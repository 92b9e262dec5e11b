import { createPrivateKey, type KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { Key } from './key';

/** The key that signs from the beginning. */
const FIRST = 'first';
/** The name of the moment that sessions must have begun after: it signs everybody out. */
const EPOCH = 'signed-out-before';
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/;
/** Characters. */
const SHORTEST_SECRET = 32;
/** Bytes that a secret is left with when it is compressed: 32 random characters keep 32, `secret` × 6 keeps 11. */
const LEAST_COMPRESSED = 24;

/** The message completes "The key ring …", and holds no secret: only names. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/**
 * The keys that sessions are signed or encrypted with: the same on all servers, and several at a time, so
 * that one can take over from another while what the other made is still good.
 *
 * As text it is one flat JSON object, from names to secrets:
 *
 *     { "first": "<random text>", "2027-01-01T00:00:00Z": "<random text>" }
 *
 * A key is named `first`, or for the moment that it begins at: put in some minutes ahead, every server has
 * it before the first one uses it. The newest that has begun makes what is new; all of them, those to come
 * too, open what is there. A key that is removed ends what it made. With
 * `"signed-out-before": "<moment>"` every session that began before it is over.
 */
export class KeyRing {
  /** The newest first. */
  readonly keys: readonly Key[];
  readonly #byName: ReadonlyMap<string, Key>;

  private constructor(
    keys: readonly Key[],
    /** Milliseconds since 1970: a session that began before is over. 0: none is. */
    readonly signedOutBefore: number,
  ) {
    this.keys = keys.toSorted((a, b) => b.begins - a.begins);
    this.#byName = new Map(keys.map((key) => [key.kid, key]));
  }

  /**
   * @param now milliseconds since 1970: one key must have begun by then
   * @throws KeyRingError
   */
  static parse(text: string, now = Date.now()): KeyRing {
    const keys: Key[] = [];
    let signedOutBefore = 0;
    for (const [name, value] of Object.entries(parsedObject(text))) {
      if (typeof value !== 'string') throw wrong(name, 'must be text');
      if (name === EPOCH) signedOutBefore = moment(name, value);
      else keys.push(parsedKey(name, value));
    }
    if (!keys.some(({ begins }) => begins <= now)) {
      throw new KeyRingError(`has no key that has begun: name one "${FIRST}"`);
    }
    return new KeyRing(keys, signedOutBefore);
  }

  /** The key that makes what is new at that moment. */
  current(now: number): Key {
    for (const key of this.keys) if (key.begins <= now) return key;
    // Only if the clock was set back: a key had begun when the ring was read.
    return this.keys.at(-1)!;
  }

  named(kid: string): Key | undefined {
    return this.#byName.get(kid);
  }
}

function parsedObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message would repeat a piece of the text.
    throw new KeyRingError('is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KeyRingError('must be a JSON object, from names to secrets');
  }
  return value;
}

function parsedKey(name: string, secret: string): Key {
  if (name !== FIRST && !MOMENT.test(name)) {
    throw wrong(name, `a key is named "${FIRST}", or for when it begins, as 2027-01-31T00:00:00Z`);
  }
  const begins = name === FIRST ? 0 : moment(name, name);
  if (secret.startsWith('-----BEGIN')) {
    return new Key(name, begins, secret, privateKey(name, secret));
  }
  if (secret.length < SHORTEST_SECRET) {
    throw wrong(name, `is shorter than ${SHORTEST_SECRET} characters. Use openssl rand -base64 48`);
  }
  // Whoever has one token can try secrets at billions a second, without our noticing (RFC 8725, 3.5).
  if (deflateRawSync(secret).length < LEAST_COMPRESSED) {
    throw wrong(name, 'is not random. Use openssl rand -base64 48');
  }
  return new Key(name, begins, secret, null);
}

function privateKey(name: string, pem: string): KeyObject {
  let key;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw wrong(name, 'looks like PEM, but is no private key without a password');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== 'ed25519' && details?.namedCurve !== 'prime256v1') {
    throw wrong(name, `is a private key of type ${type}: use Ed25519 or P-256`);
  }
  return key;
}

function moment(name: string, text: string): number {
  const time = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw wrong(name, 'is not a moment in UTC, as 2027-01-31T00:00:00Z');
  return time;
}

function wrong(name: string, what: string): KeyRingError {
  return new KeyRingError(`is wrong at ${JSON.stringify(name)}: ${what}`);
}
