import { createCipheriv, createDecipheriv, hash, type KeyObject } from 'node:crypto';
import { KeyRingError, type KeyRing } from '../../keys/key-ring';
import { NONCE_BYTES, Nonces } from './nonces';
import { LONGEST_TOKEN } from './size';

const ALGORITHM = 'aes-256-gcm';
/** Of the form of the sealed bytes. Another form is another number: what has this one is never read as that. */
const VERSION = 1;
const HINT_BYTES = 4;
const TAG_BYTES = 16;
const NONCE = 1 + HINT_BYTES;
const SEALED = NONCE + NONCE_BYTES;
/** Characters of a token that holds nothing. */
const SHORTEST_TOKEN = Math.ceil(((SEALED + TAG_BYTES) * 4) / 3);
const BASE64URL = /^[\w-]+$/;

/** Whether this can be a sealed text. The length comes first: a huge one costs nothing more. */
export function canBeSealed(text: string): boolean {
  return text.length >= SHORTEST_TOKEN && text.length <= LONGEST_TOKEN && BASE64URL.test(text);
}

interface SealKey {
  /** What a sealed text begins with: version and hint. */
  readonly head: Buffer;
  readonly key: KeyObject;
}

/**
 * Seals bytes so that nobody without the keys can read, make or change them: AES-256-GCM, each key of the
 * ring made into one for this purpose and this cookie. As bytes:
 *
 *     version (1)  hint of the key (4)  nonce (12)  ciphertext  tag (16)
 *
 * Version and cookie's name are authenticated too: what was sealed for one cookie is nothing in another.
 *
 * A nonce is 96 random bits, so one key may seal 2^32 times (NIST SP 800-38D, 8.3): 136 times a second for a
 * year. An app that writes more sessions than that takes a new key into its ring more often.
 */
export class Seal {
  readonly #current: SealKey;
  readonly #currentEnds: number;
  readonly #keys: readonly SealKey[];
  readonly #authenticated: Buffer;
  readonly #nonces = new Nonces();

  constructor(
    readonly ring: KeyRing,
    cookieName: string,
    now: number,
  ) {
    const purpose = `encrypted-cookie ${VERSION} ${cookieName}`;
    const keys = ring.keys.map((key) => {
      const hint = hash('sha256', key.kid, 'buffer').subarray(0, HINT_BYTES);
      return { head: Buffer.concat([Buffer.of(VERSION), hint]), key: key.derive(purpose) };
    });
    const current = ring.keys.indexOf(ring.current(now));
    this.#current = keys[current]!;
    this.#currentEnds = ring.keys[current - 1]?.begins ?? Infinity;
    this.#keys = keys;
    this.#authenticated = Buffer.from(`${String.fromCharCode(VERSION)}${cookieName}`);
  }

  /** Whether it still seals with the key that the ring says. */
  isOf(ring: KeyRing, now: number): boolean {
    return this.ring === ring && now < this.#currentEnds;
  }

  seal(plain: Buffer): string {
    const { head, key } = this.#current;
    const nonce = this.#nonces.next();
    const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(this.#authenticated);
    const sealed = cipher.update(plain);
    cipher.final();
    return Buffer.concat([head, nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** @returns null: sealed by none of the keys, or for another cookie, or changed since */
  open(token: string): Buffer | null {
    if (token.length < SHORTEST_TOKEN || token.length > LONGEST_TOKEN) return null;
    const sealed = Buffer.from(token, 'base64url');
    // The decoder takes more than one spelling of the same bytes. Only ours is a token.
    if (sealed.toString('base64url') !== token) return null;
    for (const { head, key } of this.#keys) {
      if (head.compare(sealed, 0, NONCE) !== 0) continue;
      const plain = this.#opened(sealed, key);
      if (plain !== null) return plain;
    }
    return null;
  }

  #opened(sealed: Buffer, key: KeyObject): Buffer | null {
    const nonce = sealed.subarray(NONCE, SEALED);
    const tag = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(this.#authenticated);
    decipher.setAuthTag(sealed.subarray(tag));
    const plain = decipher.update(sealed.subarray(SEALED, tag));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return plain;
  }
}

/** @throws KeyRingError a key of the ring is none to encrypt with */
export function checkRing(ring: KeyRing): void {
  for (const { kid, privateKey } of ring.keys) {
    if (privateKey !== null) {
      throw new KeyRingError(
        `is wrong at ${JSON.stringify(kid)}: a private key encrypts no cookies. Use random text`,
      );
    }
  }
}
