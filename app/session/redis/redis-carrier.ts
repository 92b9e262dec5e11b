import type { Redis } from '../../redis/redis';
import type { Capabilities, Carrier, Commit, Committed, LiveSession, Loaded } from '../carrier';
import type { Change } from '../changes';
import { NotAnIntegerError, SessionEndedError, SessionTooLargeError } from '../errors';
import { largestKey } from '../largest-key';
import type { Lifetime } from '../lifetime';
import { RedisSessionIndex } from './redis-index';
import { handleOf, isToken, newToken, sessionKey } from './redis-keys';
import { COMMIT, END, FACTS, RENEW, Refusal, parseFacts } from './redis-scripts';

/** The row of Redis in the table of capabilities. */
export const redisCapabilities: Capabilities = {
  revocable: 'at once',
  atomic: true,
  listable: true,
  maxBytes: 64 * 1024,
  survivesNodeLoss: true,
  onStoreLoss:
    'Requests that ask for a session are answered with 503 until Redis is back. Sessions outlive a failover to a replica, but for what was written in its last moments.',
};

/** Changes in one commit at most: Lua passes no more than some thousand arguments. */
const MOST_CHANGES = 1000;

/**
 * Sessions in Redis: one hash each, a field for each key.
 *
 * The token is a tag (4 characters) and a secret (256 random bits). The hash's name is made of the tag and
 * of a hash of the token, `sess:{tag}:hash`: who reads the store, a backup of it or its log finds nothing
 * to send as a cookie. A session that gets a new id keeps its tag. The braces tell a Redis cluster to keep
 * old and new name on one node, where one atomic step renames the session, whoever writes to it meanwhile.
 */
export class RedisCarrier implements Carrier {
  readonly capabilities = redisCapabilities;
  readonly index: RedisSessionIndex;
  readonly wellFormed = isToken;
  readonly handleOf = handleOf;
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
    this.index = new RedisSessionIndex(redis);
  }

  /** One HGETALL: a plain command costs Redis several times less than a script. */
  async load(token: string, lifetime: Lifetime): Promise<Loaded> {
    const fields = await this.#redis.command<string[]>(['HGETALL', keyOf(token)]);
    if (fields.length === 0) return 'none';
    const values = new Map<string, string>();
    let packed = '';
    for (let i = 0; i < fields.length; i += 2) {
      const field = fields[i]!;
      const value = fields[i + 1]!;
      if (field === FACTS) packed = value;
      else values.set(field, value);
    }
    const facts = parseFacts(packed);
    if (facts === null) return 'ended';
    const { userId, createdAt, lastSeenAt } = facts;
    // Redis forgets the session at its deadline. Looked at again because the timeouts of this server may be
    // shorter than those of the one that wrote it.
    const now = Date.now();
    if (now >= createdAt + lifetime.absolute || now >= lastSeenAt + lifetime.idle) return 'none';
    return { values, userId, createdAt, lastSeenAt };
  }

  async commit(commit: Commit, lifetime: Lifetime): Promise<Committed> {
    const { token, loaded, rotate, signIn } = commit;
    if (token !== null && !rotate) {
      const committed = await this.#run(commit, lifetime, token, null);
      return committed ?? this.commit({ ...commit, token: null }, lifetime);
    }
    const fresh = newToken(token);
    const userId = signIn ?? loaded?.userId ?? null;
    if (userId !== null) await this.index.add(userId, fresh, lifetime);
    const committed =
      (await this.#run(commit, lifetime, token ?? fresh, token && fresh)) ??
      (await this.#run({ ...commit, token: null }, lifetime, fresh, null));
    if (committed === null) throw new SessionEndedError();
    if (userId !== null) {
      const [isListed] = await Promise.all([
        this.index.has(userId, handleOf(fresh)),
        // It has its place in the list by its new id.
        token !== null && loaded?.userId ? this.index.remove(loaded.userId, token) : undefined,
      ]);
      if (!isListed) {
        // All sessions of the user were revoked while this one was being signed in.
        await this.#redis.command(['DEL', keyOf(fresh)]);
        throw new SessionEndedError();
      }
    }
    return committed;
  }

  /** @returns null: blind, and there is no session (any more); one may be begun */
  async #run(
    { token, loaded, changes, signIn }: Commit,
    lifetime: Lifetime,
    target: string,
    renamed: string | null,
  ): Promise<Committed | null> {
    if (changes.size > MOST_CHANGES) {
      throw new RangeError(`More than ${MOST_CHANGES} session keys changed at once`);
    }
    const args = renamed === null ? ['1', keyOf(target)] : ['2', keyOf(target), keyOf(renamed)];
    args.push(
      String(lifetime.idle),
      String(lifetime.absolute),
      String(lifetime.renewAfter),
      String(redisCapabilities.maxBytes),
      token === null ? '1' : '0',
      signIn ?? '',
    );
    for (const [key, change] of changes) args.push(change.op, key, argumentOf(change));
    const [first, ...rest] = await COMMIT.run<[number, ...string[]]>(this.#redis, args);
    switch (first) {
      case Refusal.none:
        if (loaded === null) return null;
        throw new SessionEndedError();
      case Refusal.ended:
        throw new SessionEndedError();
      case Refusal.notAnInteger:
        throw new NotAnIntegerError([...changes.keys()][Number(rest[0])]!);
      case Refusal.tooLarge:
        throw new SessionTooLargeError(largestKey(changes), redisCapabilities.maxBytes);
      default:
        return { token: renamed ?? target, createdAt: first, increments: rest.map(Number) };
    }
  }

  async renew(token: string, { idle, absolute }: Lifetime): Promise<void> {
    await RENEW.run(this.#redis, ['1', keyOf(token), String(idle), String(absolute)]);
  }

  async end(token: string, session: LiveSession | undefined): Promise<void> {
    await END.run(this.#redis, ['1', keyOf(token)]);
    if (session?.userId) await this.index.remove(session.userId, token);
  }
}

function keyOf(token: string): string {
  return sessionKey(handleOf(token));
}

function argumentOf(change: Change): string {
  if (change.op === 'set') return change.json;
  return change.op === 'increment' ? String(change.by) : '';
}
