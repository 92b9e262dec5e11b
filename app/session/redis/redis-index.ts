import type { Redis } from '../../redis/redis';
import type { SessionIndex, SessionInfo } from '../carrier';
import type { Lifetime } from '../lifetime';
import { handleOf, indexKey, isHandle, sessionKey } from './redis-keys';
import { FACTS, parseFacts } from './redis-scripts';

/** Milliseconds: longer than a sign-in takes, and than the clocks of servers differ. */
const MARGIN = 60_000;
/**
 * Live sessions of one user at most: more than a person has devices, and few enough to be shown and
 * looked at one by one. A sign-in beyond that ends the one whose sign-in is the longest ago.
 */
export const MOST_SESSIONS = 100;

/**
 * The sessions of each user: a sorted set of handles, by the time at which they are over at the latest.
 * So nothing has to be searched for, and what is over falls out by its score.
 *
 * In a cluster the set and the sessions are in different slots: no step covers both. Therefore the order:
 * a session is listed before it is signed in, and what is listed counts only if the session itself says
 * so. What was listed and didn't come to be, or ended, is removed by the next `list`.
 *
 * A user has at most `MOST_SESSIONS`: so the list shows all that live, and its cost has a bound.
 */
export class RedisSessionIndex implements SessionIndex {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async list(userId: string, lifetime: Lifetime): Promise<SessionInfo[]> {
    const key = indexKey(userId);
    const now = Date.now();
    const scored = await this.#redis.command<string[]>([
      'ZREVRANGEBYSCORE',
      key,
      '+inf',
      String(now),
      'WITHSCORES',
      'LIMIT',
      '0',
      String(MOST_SESSIONS),
    ]);
    const { live, dead } = await this.#examine(userId, scored, lifetime);
    if (dead.length > 0) await this.#redis.command(['ZREM', key, ...dead]);
    return live
      .filter((session) => !isOver(session, lifetime, now))
      .toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
  }

  /**
   * @param scored handles and their scores, in turn
   * @returns live: those that the session itself confirms; dead: those that it doesn't, and that are not
   *   about to begin either
   */
  async #examine(userId: string, scored: readonly string[], lifetime: Lifetime) {
    const now = Date.now();
    const handles = scored.filter((_, i) => i % 2 === 0);
    const found = await Promise.all(handles.map((handle) => this.#find(handle, userId)));
    const dead = handles.filter(
      (_, i) => found[i] === null && now > addedAt(Number(scored[2 * i + 1]), lifetime) + MARGIN,
    );
    return { live: found.filter((session) => session !== null), dead };
  }

  async #find(handle: string, userId: string): Promise<SessionInfo | null> {
    const packed = await this.#redis.command<string | null>(['HGET', sessionKey(handle), FACTS]);
    const facts = packed === null ? null : parseFacts(packed);
    if (facts?.userId !== userId) return null;
    return {
      handle,
      createdAt: new Date(facts.createdAt),
      lastSeenAt: new Date(facts.lastSeenAt),
    };
  }

  async revoke(userId: string, handle: string): Promise<boolean> {
    if (!isHandle(handle) || !(await this.has(userId, handle))) return false;
    await this.#end(userId, [handle]);
    return true;
  }

  async revokeAll(userId: string): Promise<void> {
    // Until none is left: one that got a new id meanwhile is listed by that one.
    for (;;) {
      const handles = await this.#redis.command<string[]>(['ZRANGE', indexKey(userId), '0', '-1']);
      if (handles.length === 0) return;
      await this.#end(userId, handles);
    }
  }

  /**
   * Ends sessions, twice: one that is being signed in at this moment may come to be after the first time.
   * It is either found by the second, or finds itself not listed any more (see `has` in the carrier).
   */
  async #end(userId: string, handles: readonly string[]): Promise<void> {
    await this.#remove(handles);
    await this.#redis.command(['ZREM', indexKey(userId), ...handles]);
    await this.#remove(handles);
  }

  /** One command a key: in a cluster they are in different slots. They share a round trip. */
  async #remove(handles: readonly string[]): Promise<void> {
    await Promise.all(handles.map((handle) => this.#redis.command(['DEL', sessionKey(handle)])));
  }

  /** Lists a session that is about to be signed in. */
  async add(userId: string, token: string, lifetime: Lifetime): Promise<void> {
    const key = indexKey(userId);
    const now = Date.now();
    const life = lifetime.absolute + MARGIN;
    const [, , , listed] = await Promise.all([
      this.#redis.command(['ZREMRANGEBYSCORE', key, '-inf', String(now)]),
      this.#redis.command(['ZADD', key, String(now + life), handleOf(token)]),
      // No session outlives the one listed last.
      this.#redis.command(['PEXPIRE', key, String(life)]),
      this.#redis.command<number>(['ZCARD', key]),
    ]);
    if (listed > MOST_SESSIONS) await this.#makeRoom(userId, lifetime);
  }

  /** What is listed and dead goes first; only then the oldest that lives. */
  async #makeRoom(userId: string, lifetime: Lifetime): Promise<void> {
    const key = indexKey(userId);
    const oldestFirst = await this.#redis.command<string[]>([
      'ZRANGE',
      key,
      '0',
      '-1',
      'WITHSCORES',
    ]);
    const { dead } = await this.#examine(userId, oldestFirst, lifetime);
    if (dead.length > 0) await this.#redis.command(['ZREM', key, ...dead]);
    const rest = oldestFirst.filter((handle, i) => i % 2 === 0 && !dead.includes(handle));
    const surplus = rest.slice(0, Math.max(0, rest.length - MOST_SESSIONS));
    if (surplus.length > 0) await this.#end(userId, surplus);
  }

  async has(userId: string, handle: string): Promise<boolean> {
    return (await this.#redis.command(['ZSCORE', indexKey(userId), handle])) !== null;
  }

  async remove(userId: string, token: string): Promise<void> {
    await this.#redis.command(['ZREM', indexKey(userId), handleOf(token)]);
  }
}

function addedAt(score: number, lifetime: Lifetime): number {
  return score - lifetime.absolute - MARGIN;
}

/** The timeouts of this server may be shorter than those of the one that wrote it, as in `load`. */
function isOver({ createdAt, lastSeenAt }: SessionInfo, lifetime: Lifetime, now: number): boolean {
  return (
    now >= createdAt.getTime() + lifetime.absolute || now >= lastSeenAt.getTime() + lifetime.idle
  );
}
