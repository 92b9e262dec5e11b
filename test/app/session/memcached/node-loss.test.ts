import { COMMAND_TIMEOUT, Memcached } from '../../../../app/memcached/memcached';
import { StoreUnavailableError } from '../../../../app/session/errors';
import { MemcachedCarrier } from '../../../../app/session/memcached/memcached-carrier';
import { OwnMemcached } from '../../memcached/own-memcached';
import { until } from '../until';
import { Visitor } from '../visitor';
import { connected } from './memcached-under-test';

/** Milliseconds; the promise is 250, the machine of a test may be busy. */
const QUICK = 1000;

let stores: OwnMemcached[];
let memcached: Memcached;
let carrier: MemcachedCarrier;
/** Forty signed-in visitors, and those of them whose session is on the node that is lost. */
let visitors: Visitor[];
let theirs: Visitor[];
let others: Visitor[];

beforeEach(async () => {
  stores = await Promise.all([1, 2, 3].map(() => OwnMemcached.start()));
  memcached = await connected(
    stores.map(({ address }) => address),
    COMMAND_TIMEOUT,
  );
  carrier = new MemcachedCarrier(memcached);
  visitors = await Promise.all(Array.from({ length: 40 }, () => signedIn()));
  const lost = memcached.nodeOf(visitors[0]!.token!.slice(0, 4));
  const isTheirs = (visitor: Visitor) => memcached.nodeOf(visitor.token!.slice(0, 4)) === lost;
  theirs = visitors.filter(isTheirs);
  others = visitors.filter((visitor) => !isTheirs(visitor));
  if (others.length === 0) throw new Error('All sessions are on one node');
  // The one to lose first.
  stores.sort((a) => (lost.name.endsWith(`:${a.address.port}`) ? -1 : 1));
});

afterEach(async () => {
  await memcached.close();
  await Promise.all(stores.map((store) => store.stop()));
});

async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.request(carrier, (session) => {
    session.set('n', 1);
    return session.signIn('ann');
  });
  return visitor;
}

async function expectRefusal(visitor: Visitor): Promise<void> {
  const { token } = visitor;
  const start = performance.now();
  const requests = [
    visitor.request(carrier, (session) => session.get('n')),
    visitor.unread(carrier, (session) => session.increment('n')),
  ];
  for (const request of requests) await expect(request).rejects.toThrow(StoreUnavailableError);
  expect(performance.now() - start).toBeLessThan(QUICK);
  expect(visitor.token).toBe(token);
}

const user = (visitor: Visitor) => visitor.request(carrier, (session) => session.userId);

it('concerns the sessions of the node that is lost: they are refused, and nobody is signed out', async () => {
  await stores[0]!.kill();
  for (const visitor of theirs) await expectRefusal(visitor);
});

it('leaves the sessions of the other nodes at full speed, new ids included', async () => {
  await stores[0]!.kill();
  for (const visitor of others) {
    const start = performance.now();
    await visitor.request(carrier, (session) => session.increment('n'));
    await visitor.request(carrier, (session) => session.rotate());
    await visitor.request(carrier, (session) => {
      expect([session.get('n'), session.userId]).toEqual([2, 'ann']);
    });
    expect(performance.now() - start).toBeLessThan(QUICK);
  }
});

it('keeps nobody from beginning a session: that begins on a node that is up', async () => {
  await stores[0]!.kill();
  await until(() => !memcached.nodeOf(theirs[0]!.token!.slice(0, 4)).isUp);
  const begun = await Promise.all(Array.from({ length: 40 }, () => signedIn()));
  for (const visitor of begun) expect(await user(visitor)).toBe('ann');
});

it('is over when the node is back; it came back empty, and its users have no session', async () => {
  await stores[0]!.kill();
  await expectRefusal(theirs[0]!);
  await stores[0]!.start();
  const start = performance.now();
  await until(() => memcached.ready(1000));
  expect(performance.now() - start).toBeLessThan(2 * QUICK);
  for (const visitor of theirs) {
    await visitor.request(carrier, (session) => {
      expect([session.isNew, session.userId, session.get('n')]).toEqual([true, null, undefined]);
    });
  }
  for (const visitor of others) expect(await user(visitor)).toBe('ann');
});

it('moves nothing to another node, neither while it lasts nor after it', async () => {
  const before = await Promise.all(stores.slice(1).map((store) => store.keys()));
  await stores[0]!.kill();
  for (const visitor of theirs) await expectRefusal(visitor);
  await stores[0]!.start();
  await until(() => memcached.ready(1000));
  for (const visitor of visitors) await user(visitor);
  expect(await Promise.all(stores.slice(1).map((store) => store.keys()))).toEqual(before);
  expect(await stores[0]!.keys()).toEqual([]);
});

it('is a matter of the node, not of the server that asks: all find the same', async () => {
  const nodes = stores.map(({ address }) => address).toReversed();
  const other = await connected(nodes);
  for (const visitor of visitors) {
    const name = visitor.token!.slice(0, 4);
    expect(other.nodeOf(name).name).toBe(memcached.nodeOf(name).name);
  }
  await other.close();
});
