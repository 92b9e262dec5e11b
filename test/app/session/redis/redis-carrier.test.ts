import type { Redis } from '../../../../app/redis/redis';
import { SessionEndedError } from '../../../../app/session/errors';
import { RedisCarrier } from '../../../../app/session/redis/redis-carrier';
import { OwnRedis } from '../../redis/own-redis';
import { connected } from './redis-under-test';
import { LONG, Visitor } from '../visitor';

let store: OwnRedis;
let redis: Redis;
let carrier: RedisCarrier;

beforeAll(async () => {
  store = await OwnRedis.start();
  redis = await connected(store.url);
  carrier = new RedisCarrier(redis);
});

afterAll(async () => {
  await redis.close();
  await store.stop();
});

beforeEach(() => store.ask('FLUSHALL'));

/** A server that is slow before certain commands: it does something else first. */
function slowBefore(command: string, meanwhile: () => Promise<unknown>): RedisCarrier {
  let once = meanwhile;
  return new RedisCarrier({
    command: async (args: string[]) => {
      const first = args[0] === command ? once : undefined;
      if (first) once = async () => {};
      await first?.();
      return redis.command(args);
    },
  } as unknown as Redis);
}

async function signedIn(userId: string, by = carrier): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.request(by, (session) => session.signIn(userId));
  return visitor;
}

const isAlive = (visitor: Visitor) =>
  visitor.copy().request(carrier, (session) => session.userId !== null);

describe('what is in Redis', () => {
  it('has only keys that the cache’s access string allows, each with an end', async () => {
    const visitor = await signedIn('ann');
    await visitor.request(carrier, (session) => session.rotate());
    await new Visitor().request(carrier, (session) => session.set('a', 1));
    const keys = await store.ask<string[]>('KEYS', '*');
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      expect(key).toMatch(/^sess:(\{[\w-]{4}\}:[\w-]{43}|user:ann)$/);
      expect(await store.ask('PTTL', key)).toBeGreaterThan(0);
    }
  });

  it('lives as long as the idle timeout says, but not over the absolute one', async () => {
    const visitor = new Visitor(null, { idle: 50_000, absolute: 60_000, renewAfter: 0 });
    await visitor.request(carrier, (session) => session.set('a', 1));
    const [key] = await store.ask<string[]>('KEYS', 'sess:*');
    const left = () => store.ask<number>('PTTL', key!);
    expect(await left()).toBeGreaterThan(40_000);
    expect(await left()).toBeLessThanOrEqual(50_000);
    const late = new Visitor(visitor.token, { idle: 50_000, absolute: 30_000, renewAfter: 0 });
    await late.request(carrier, (session) => session.set('a', 2));
    expect(await left()).toBeLessThanOrEqual(30_000);
  });

  it('is gone at sign-out, but for the mark that keeps slow requests out', async () => {
    const visitor = await signedIn('ann');
    await visitor.request(carrier, (session) => session.signOut());
    const keys = await store.ask<string[]>('KEYS', '*');
    expect(keys).toHaveLength(1);
    expect(await store.ask('HGETALL', keys[0]!)).toEqual({ ':': 'ended' });
    expect(await store.ask('PTTL', keys[0]!)).toBeLessThanOrEqual(10_000);
  });

  it('keeps a session on one node of a cluster when its id changes', async () => {
    const visitor = await signedIn('ann');
    const before = visitor.token!;
    await visitor.request(carrier, (session) => session.rotate());
    expect(visitor.token!.slice(0, 4)).toBe(before.slice(0, 4));
    expect(visitor.token!.slice(4)).not.toBe(before.slice(4));
    // In a cluster, what stands in braces decides on the node.
    const keys = await store.ask<string[]>('KEYS', 'sess:{*');
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toContain(`{${before.slice(0, 4)}}`);
  });
});

describe('the list of a user’s sessions', () => {
  it('loses what ended by itself, but not what may be about to begin', async () => {
    await signedIn('ann');
    const ghost = (letter: string) => letter.repeat(47);
    const score = (age: number) => String(Date.now() + LONG.absolute + 60_000 - age);
    await store.ask('ZADD', 'sess:user:ann', score(120_000), ghost('a'));
    await store.ask('ZADD', 'sess:user:ann', score(1000), ghost('b'));
    expect(await carrier.index.list('ann', LONG)).toHaveLength(1);
    const members = await store.ask<string[]>('ZRANGE', 'sess:user:ann', '0', '-1');
    expect(members).not.toContain(ghost('a'));
    expect(members).toContain(ghost('b'));
  });

  it('loses at a sign-in what is over by its time', async () => {
    await signedIn('ann');
    await store.ask('ZADD', 'sess:user:ann', String(Date.now() - 1), 'z'.repeat(47));
    await signedIn('ann');
    expect(await store.ask('ZCARD', 'sess:user:ann')).toBe(2);
  });

  it('does not show a session that has passed to another user', async () => {
    const visitor = await signedIn('ann');
    await visitor.request(carrier, (session) => session.signIn('bob'));
    expect(await carrier.index.list('ann', LONG)).toEqual([]);
    expect(await carrier.index.list('bob', LONG)).toHaveLength(1);
  });

  it('refuses a sign-in that all sessions of the user were revoked during', async () => {
    const slow = slowBefore('EVALSHA', () => carrier.index.revokeAll('ann'));
    const visitor = new Visitor();
    const signIn = visitor.request(slow, (session) => session.signIn('ann'));
    await expect(signIn).rejects.toThrow(SessionEndedError);
    expect(await store.ask('KEYS', '*')).toEqual([]);
  });

  it('revokes a session that is signed in while all are being revoked', async () => {
    let visitor!: Visitor;
    // A sign-in is listed and not begun; a revocation takes its list; the sign-in ends; the revocation, too.
    const slowSignIn = slowBefore('EVALSHA', async () => {
      revocation = slowBefore('ZREM', () => begun).index.revokeAll('ann');
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    let revocation!: Promise<void>;
    let begin!: () => void;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    visitor = await signedIn('ann', slowSignIn);
    expect(await isAlive(visitor)).toBe(true);
    begin();
    await revocation;
    expect(await isAlive(visitor)).toBe(false);
    expect(await carrier.index.list('ann', LONG)).toEqual([]);
  });

  it('revokes a session that gets a new id while all are being revoked', async () => {
    const visitor = await signedIn('ann');
    const slow = slowBefore('DEL', () => visitor.request(carrier, (session) => session.rotate()));
    await slow.index.revokeAll('ann');
    expect(await isAlive(visitor)).toBe(false);
  });
});

it('refuses to change more keys at once than a script can take', async () => {
  const visitor = new Visitor();
  const many = visitor.request(carrier, (session) => {
    for (let i = 0; i <= 1000; i++) session.set(`key${i}`, i);
  });
  await expect(many).rejects.toThrow(/1000 session keys/);
  await visitor.request(carrier, (session) => {
    for (let i = 0; i < 1000; i++) session.increment(`key${i}`, i);
  });
  await visitor.request(carrier, (session) => expect(session.get('key999')).toBe(999));
});

it.each([
  ['9007199254740991', 0, 9007199254740991],
  ['-9007199254740991', 0, -9007199254740991],
  ['9007199254740990', 1, 9007199254740991],
  ['-5', 5, 0],
])('counts exactly at the edges: %s + %i', async (start, by, sum) => {
  const visitor = new Visitor();
  await visitor.request(carrier, (session) => session.set('n', Number(start)));
  await visitor.unread(carrier, async (session) => {
    session.increment('n', by);
    await session.save();
    expect(session.get('n')).toBe(sum);
  });
  await visitor.request(carrier, (session) => expect(session.get('n')).toBe(sum));
});
