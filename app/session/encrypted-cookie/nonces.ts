import { randomFillSync } from 'node:crypto';

/** Bytes of a nonce of AES-GCM: another length would be hashed to this one first. */
export const NONCE_BYTES = 12;
/** Asked for at once: the call costs far more than the bytes, a third of all that sealing costs. */
const NONCES = 64;

/** Random nonces, each given once. */
export class Nonces {
  readonly #random = Buffer.alloc(NONCES * NONCE_BYTES);
  #next = this.#random.length;

  /** To be used before the next one is asked for: the bytes are overwritten in time. */
  next(): Buffer {
    if (this.#next === this.#random.length) {
      randomFillSync(this.#random);
      this.#next = 0;
    }
    return this.#random.subarray(this.#next, (this.#next += NONCE_BYTES));
  }
}
