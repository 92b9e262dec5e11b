import { setTimeout as delay } from 'node:timers/promises';
import type { Memcached } from '../../memcached/memcached';
import type { MemcachedNode } from '../../memcached/node';
import type { Capabilities, Carrier, Commit, Committed, Loaded } from '../carrier';
import { SessionEndedError, StoreUnavailableError } from '../errors';
import type { Lifetime } from '../lifetime';
import { handleOf, isToken, keyOf, newTag, newToken, tagOf } from './memcached-keys';
import { lifeLeft, merge, newSession, type Merged } from './merge';
import { ENDED, StoredSession } from './stored-session';
import { Turns } from './turns';

/** The row of Memcached in the table of capabilities. */
export const memcachedCapabilities: Capabilities = {
  revocable: 'at once',
  atomic: true,
  listable: false,
  // Each change sends the whole session. A node's own limit, 1 MB an item, is far: it would forget the
  // session that got too large for it.
  maxBytes: 64 * 1024,
  survivesNodeLoss: false,
  onStoreLoss:
    'Requests that ask for a session of a node that is away are answered with 503 until it is back; those of the other nodes go on. A node that was restarted or replaced comes back empty: its sessions are over, and their users sign in again.',
};

/**
 * How often a change that another server came before is tried again. One of those who try at once always
 * succeeds, so it takes that many servers, or a run of bad luck, to get to the end of these.
 */
const MOST_ATTEMPTS = 30;
/** Milliseconds between two attempts, at most. */
const LONGEST_PAUSE = 8;
/** How many nodes, or the same one again, a new session may try to find one that is up. */
const MOST_TAGS = 20;
/**
 * Milliseconds. What the browser sent before it heard of its new cookie arrives within these. Such a
 * request must not begin a new session: its cookie could replace the one of a sign-in just made.
 */
const ENDED_IS_KNOWN_FOR = 10_000;

/**
 * Sessions in Memcached: one item each, changed by compare-and-swap. Memcached runs no scripts: a change is
 * merged here, and stored only if the item is still the one that it was merged into; else it is merged
 * again, into what is there now. So nothing is lost, whichever servers write at once. What a request has
 * read it stores by one command; a write without a read takes two, one after the other.
 *
 * The token is a tag (4 characters) and a secret (256 random bits). The tag says which node keeps the
 * session, and a session that gets a new id keeps it: what happens to a session takes its own node and no
 * other. The item's key has the tag and a hash of the token: who reads the store finds nothing to send as
 * a cookie.
 */
export class MemcachedCarrier implements Carrier {
  readonly capabilities = memcachedCapabilities;
  readonly wellFormed = isToken;
  readonly handleOf = handleOf;
  readonly #memcached: Memcached;
  /** Requests of one session at this server would only make each other try again. */
  readonly #turns = new Turns();

  constructor(memcached: Memcached) {
    this.#memcached = memcached;
  }

  load(token: string, lifetime: Lifetime): Promise<Loaded> {
    return read(this.#nodeOf(token), keyOf(token), lifetime);
  }

  async commit(commit: Commit, lifetime: Lifetime): Promise<Committed> {
    const { token } = commit;
    if (token === null) return this.#begin(commit, lifetime);
    // A request that waits longer is refused: its turn, and an attempt, would come too late.
    const giveUpAt = performance.now() + 2 * this.#memcached.timeout;
    const committed = await this.#turns.take(token, () =>
      this.#change(token, commit, lifetime, giveUpAt),
    );
    return committed ?? this.#begin(commit, lifetime);
  }

  /** On a node that is up, if there is one: the loss of another concerns none but its own sessions. */
  async #begin(commit: Commit, lifetime: Lifetime): Promise<Committed> {
    let tag = newTag();
    for (let i = 1; i < MOST_TAGS && !this.#memcached.nodeOf(tag).isUp; i++) tag = newTag();
    const token = newToken(tag);
    const { session, increments } = this.#merge(newSession(), commit, lifetime);
    await this.#nodeOf(token).set(keyOf(token), session.toText(), lifeLeft(session, lifetime));
    return { token, createdAt: session.createdAt, increments };
  }

  /**
   * @param giveUpAt the time, as of `performance.now()`, after which nothing more is tried
   * @returns null: blind, and there is no session (any more); one may be begun
   */
  async #change(
    token: string,
    commit: Commit,
    lifetime: Lifetime,
    giveUpAt: number,
  ): Promise<Committed | null> {
    const { loaded, rotate } = commit;
    const node = this.#nodeOf(token);
    const key = keyOf(token);
    const fresh = rotate ? newToken(tagOf(token)) : null;
    try {
      for (let attempt = 1; attempt <= MOST_ATTEMPTS && performance.now() < giveUpAt; attempt++) {
        if (attempt > 2) await delay(Math.random() * Math.min(LONGEST_PAUSE, attempt));
        // What the request has read needs not be read again: if it is old, nothing is stored.
        const before =
          attempt === 1 && loaded instanceof StoredSession
            ? inTime(loaded, lifetime)
            : await read(node, key, lifetime);
        if (before === 'none' && loaded === null) return null;
        if (typeof before === 'string') throw new SessionEndedError();
        const { session, increments } = this.#merge(before, commit, lifetime);
        const text = session.toText();
        const life = lifeLeft(session, lifetime);
        // The new one first: nobody knows it until the old one is ended, in the same state.
        if (fresh !== null) await node.set(keyOf(fresh), text, life);
        const isDone =
          fresh === null
            ? await node.swap(key, text, life, before.version)
            : await node.swap(key, ENDED, ENDED_IS_KNOWN_FOR, before.version);
        if (isDone) return { token: fresh ?? token, createdAt: session.createdAt, increments };
      }
      throw new StoreUnavailableError(new Error('Others have changed the session all the time'));
    } catch (error) {
      // Nobody has heard of it, nor ever will.
      if (fresh !== null) node.delete(keyOf(fresh)).catch(() => {});
      throw error;
    }
  }

  #merge(before: StoredSession, commit: Commit, lifetime: Lifetime): Merged {
    return merge(before, commit, lifetime, this.capabilities.maxBytes);
  }

  /**
   * The time of the last use stands in the item, so this is a swap, not a touch. Where another change came
   * before it, that has noted the use.
   */
  async renew(token: string, lifetime: Lifetime): Promise<void> {
    const node = this.#nodeOf(token);
    const key = keyOf(token);
    const session = await read(node, key, lifetime);
    if (typeof session === 'string') return;
    const { values, userId, createdAt, version } = session;
    const renewed = new StoredSession(values, userId, createdAt, Date.now(), version);
    await node.swap(key, renewed.toText(), lifeLeft(renewed, lifetime), version);
  }

  /** Whoever was changing the session meanwhile finds another version, and that it has ended. */
  async end(token: string): Promise<void> {
    await this.#nodeOf(token).replace(keyOf(token), ENDED, ENDED_IS_KNOWN_FOR);
  }

  #nodeOf(token: string): MemcachedNode {
    return this.#memcached.nodeOf(tagOf(token));
  }
}

async function read(
  node: MemcachedNode,
  key: string,
  lifetime: Lifetime,
): Promise<StoredSession | 'none' | 'ended'> {
  const item = await node.get(key);
  if (item === null) return 'none';
  const session = StoredSession.from(item);
  return session === null ? 'ended' : inTime(session, lifetime);
}

/**
 * Memcached forgets the session some time after its deadline; and the timeouts of this server may be
 * shorter than those of the one that wrote it.
 */
function inTime(session: StoredSession, lifetime: Lifetime): StoredSession | 'none' {
  return lifeLeft(session, lifetime) > 0 ? session : 'none';
}
