import { hash } from 'node:crypto';
import type { Keys } from '../../keys/keys';
import type { Capabilities, Carrier, Commit, Committed, Loaded } from '../carrier';
import { SessionTooLargeError } from '../errors';
import { largestKey } from '../largest-key';
import type { Lifetime } from '../lifetime';
import { mergeValues } from '../merge-values';
import { type Contents, pack, unpack } from './contents';
import { Seal, canBeSealed } from './seal';
import { LONGEST_TOKEN, MAX_BYTES } from './size';

/** The row of the encrypted cookie in the table of capabilities. */
export const encryptedCookieCapabilities: Capabilities = {
  revocable: 'no',
  atomic: false,
  listable: false,
  maxBytes: MAX_BYTES,
  survivesNodeLoss: true,
  onStoreLoss: 'There is no store to lose: a server that has the keys can answer.',
};

/**
 * Sessions in the browser's own cookie, sealed: nobody else can read or change them, and the servers keep
 * nothing but the keys.
 *
 * What follows from that: each change gives a new cookie, and an old one, kept by somebody, is good for
 * what it was until its timeouts. So a sign-out takes the cookie from this browser, and not from whoever
 * has a copy of it; to end everybody's, put `signed-out-before` into the key ring. And of two answers at
 * the same time the one that the browser gets last counts, whole: the other's changes are gone.
 */
export class EncryptedCookieCarrier implements Carrier {
  readonly capabilities = encryptedCookieCapabilities;
  readonly wellFormed = canBeSealed;
  readonly #keys: Keys;
  readonly #cookieName: string;
  #seal: Seal | null = null;

  /** @param cookieName what is sealed for one name is nothing under another */
  constructor(keys: Keys, cookieName: string) {
    this.#keys = keys;
    this.#cookieName = cookieName;
  }

  readonly handleOf = (token: string): string => hash('sha256', token, 'base64url');

  async load(token: string, lifetime: Lifetime): Promise<Loaded> {
    return this.#live(token, lifetime) ?? 'none';
  }

  async commit(commit: Commit, lifetime: Lifetime): Promise<Committed> {
    const { token, changes, signIn } = commit;
    const before = commit.loaded ?? (token === null ? null : this.#live(token, lifetime));
    const { values, increments } = mergeValues(before?.values ?? new Map(), changes, MAX_BYTES);
    const now = Date.now();
    const createdAt = signIn !== undefined || before === null ? now : before.createdAt;
    const sealed = this.#sealOf(now).seal(
      pack({
        values,
        userId: signIn ?? before?.userId ?? null,
        createdAt,
        lastSeenAt: now,
        expiresAt: Math.min(now + lifetime.idle, createdAt + lifetime.absolute),
      }),
    );
    // With hundreds of tiny keys what stands between them is too much, too.
    if (sealed.length > LONGEST_TOKEN) {
      throw new SessionTooLargeError(largestKey(changes, values), MAX_BYTES);
    }
    return { token: sealed, createdAt, increments };
  }

  /** The browser forgets the cookie; a copy of it is good until its timeouts. */
  async end(): Promise<void> {}

  #live(token: string, lifetime: Lifetime): Contents | null {
    const now = Date.now();
    const seal = this.#sealOf(now);
    const plain = seal.open(token);
    if (plain === null) return null;
    const contents = unpack(plain);
    const { createdAt, lastSeenAt, expiresAt } = contents;
    // The timeouts of this server may be shorter than those of the one that wrote it.
    const isOver =
      now >= expiresAt ||
      now >= lastSeenAt + lifetime.idle ||
      now >= createdAt + lifetime.absolute ||
      createdAt < seal.ring.signedOutBefore;
    return isOver ? null : contents;
  }

  #sealOf(now: number): Seal {
    const { ring } = this.#keys;
    if (this.#seal === null || !this.#seal.isOf(ring, now)) {
      this.#seal = new Seal(ring, this.#cookieName, now);
    }
    return this.#seal;
  }
}
