import type { Redis } from '../../../../app/redis/redis';
import { RedisCarrier } from '../../../../app/session/redis/redis-carrier';
import { MOST_SESSIONS } from '../../../../app/session/redis/redis-index';
import { OwnRedis } from '../../redis/own-redis';
import { LONG, Visitor } from '../visitor';
import { connected } from './redis-under-test';

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

const INDEX = 'sess:user:ann';

async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.request(carrier, (session) => session.signIn('ann'));
  return visitor;
}

/** Sessions whose sign-ins are told apart by their time. */
async function signedInOneByOne(count: number): Promise<Visitor[]> {
  const visitors = [];
  for (let i = 0; i < count; i++) {
    visitors.push(await signedIn());
    await store.ask('ZINCRBY', INDEX, String(i - count), carrier.handleOf(visitors[i]!.token!));
  }
  return visitors;
}

const isAlive = (visitor: Visitor) =>
  visitor.copy().request(carrier, (session) => session.userId === 'ann');

const listed = async () =>
  (await carrier.index.list('ann', LONG)).map(({ handle }) => handle).toSorted();

const handlesOf = (visitors: Visitor[]) =>
  visitors.map(({ token }) => carrier.handleOf(token!)).toSorted();

it('ends the oldest session where a user has more than the most, and shows all others', async () => {
  const visitors = await signedInOneByOne(MOST_SESSIONS);
  expect(await listed()).toEqual(handlesOf(visitors));
  visitors.push(await signedIn());
  const [oldest, ...others] = visitors;
  expect(await isAlive(oldest!)).toBe(false);
  expect(await Promise.all(others.map(isAlive))).not.toContain(false);
  expect(await listed()).toEqual(handlesOf(others));
});

it('lets go of what is dead first', async () => {
  const [oldest] = await signedInOneByOne(1);
  const twoMinutesAgo = String(Date.now() + LONG.absolute + 60_000 - 120_000);
  for (let i = 0; i < MOST_SESSIONS; i++) {
    await store.ask('ZADD', INDEX, twoMinutesAgo, `${i}`.padStart(47, 'x'));
  }
  await signedIn();
  expect(await isAlive(oldest!)).toBe(true);
  expect(await store.ask('ZCARD', INDEX)).toBe(2);
});

it('gives a session one place, however often its id changes', async () => {
  const other = await signedIn();
  const visitor = await signedIn();
  for (let i = 0; i < 5; i++) await visitor.request(carrier, (session) => session.rotate());
  await visitor.request(carrier, (session) => session.signIn('ann'));
  expect(await store.ask('ZCARD', INDEX)).toBe(2);
  expect(await listed()).toEqual(handlesOf([other, visitor]));
});

it('shows the newest where sign-ins at the same moment made more, and revokes them all', async () => {
  const visitors = await signedInOneByOne(MOST_SESSIONS);
  // As by a server that listed its sign-in when another had counted already.
  const extra = Array.from({ length: 3 }, () => new Visitor());
  for (const visitor of extra) await visitor.request(carrier, (session) => session.set('a', 1));
  for (const visitor of extra) {
    const handle = carrier.handleOf(visitor.token!);
    await store.ask('ZADD', INDEX, String(Date.now() + LONG.absolute), handle);
    const [key] = await store.ask<string[]>('KEYS', `sess:*${handle.slice(4)}`);
    const facts = Object.entries(await store.ask<object>('HGETALL', key!)).flat();
    await store.ask('HSET', key!, ':', `${String(facts[facts.indexOf(':') + 1])}ann`);
  }
  const shown = await listed();
  expect(shown).toHaveLength(MOST_SESSIONS);
  expect(await isAlive(extra[0]!)).toBe(true);
  await carrier.index.revokeAll('ann');
  for (const visitor of [...visitors, ...extra]) expect(await isAlive(visitor)).toBe(false);
});
