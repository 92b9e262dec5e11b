import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** Bytes of a derived key: 256 bits, for whatever it is used. */
const DERIVED_BYTES = 32;

/** One key of the ring. */
export class Key {
  readonly #derived = new Map<string, KeyObject>();

  constructor(
    /** Names the key in what it made: not a secret. */
    readonly kid: string,
    /** Milliseconds since 1970: from then on it is used for what is new. */
    readonly begins: number,
    /** What the ring holds: random text, or a private key as PEM. */
    readonly secret: string,
    /** Null: the secret is text. */
    readonly privateKey: KeyObject | null,
  ) {}

  /**
   * A key for one purpose, made from the secret (HKDF with SHA-256, RFC 5869): what was made for another
   * purpose, with the same secret, is worth nothing here. Made once a purpose.
   * @param purpose not a secret, and never one that a request can choose: each is remembered
   */
  derive(purpose: string): KeyObject {
    let key = this.#derived.get(purpose);
    if (key === undefined) {
      const bytes = hkdfSync('sha256', this.secret, '', purpose, DERIVED_BYTES);
      key = createSecretKey(Buffer.from(bytes));
      this.#derived.set(purpose, key);
    }
    return key;
  }
}
