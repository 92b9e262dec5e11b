import { setTimeout as delay } from 'node:timers/promises';
import type { Memcached } from '../../../../app/memcached/memcached';
import type { MemcachedNode } from '../../../../app/memcached/node';
import {
  SessionEndedError,
  SessionTooLargeError,
  StoreUnavailableError,
} from '../../../../app/session/errors';
import { MemcachedCarrier } from '../../../../app/session/memcached/memcached-carrier';
import { OwnMemcached } from '../../memcached/own-memcached';
import { until } from '../until';
import { LONG, Visitor } from '../visitor';
import { connected } from './memcached-under-test';

let store: OwnMemcached;
let memcached: Memcached;
let carrier: MemcachedCarrier;

beforeAll(async () => {
  store = await OwnMemcached.start();
  memcached = await connected([store.address]);
  carrier = new MemcachedCarrier(memcached);
});

afterAll(async () => {
  await memcached.close();
  await store.stop();
});

beforeEach(() => store.ask('flush_all'));

/** A server that is slow before certain commands: it does something else first. */
function slowBefore(
  command: 'get' | 'set' | 'swap' | 'delete',
  meanwhile: () => Promise<unknown>,
  timeout = memcached.timeout,
): MemcachedCarrier {
  const nodeOf = (place: string) => {
    const node = memcached.nodeOf(place);
    return new Proxy(node, {
      get(target, name: keyof MemcachedNode) {
        const member: unknown = target[name];
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]) => {
          if (name === command) await meanwhile();
          return (member as (...given: unknown[]) => unknown).apply(target, given);
        };
      },
    });
  };
  return new MemcachedCarrier({ timeout, nodeOf } as unknown as Memcached);
}

function once(work: () => Promise<unknown>): () => Promise<unknown> {
  let next = work;
  return () => {
    const now = next;
    next = async () => {};
    return now();
  };
}

async function known(values: Record<string, unknown> = { n: 0 }, lifetime = LONG) {
  const visitor = new Visitor(null, lifetime);
  await visitor.request(carrier, (session) => {
    for (const [key, value] of Object.entries(values)) session.set(key, value);
  });
  return visitor;
}

const read = (visitor: Visitor, key: string) =>
  visitor.copy().request(carrier, (session) => session.get(key) as unknown);

/** Seconds until Memcached forgets the one item there is. */
async function secondsLeft(): Promise<number> {
  // What is being moved from list to list at this moment is in none.
  let key: string | undefined;
  await until(async () => ([key] = await store.keys()).length > 0);
  return Number(/ t(-?\d+)/.exec(await store.ask(`mg ${key} t`))![1]);
}

describe('what is in Memcached', () => {
  it('has an end, and a key that tells the node and a hash', async () => {
    const visitor = await known();
    await visitor.request(carrier, (session) => session.signIn('ann'));
    const keys = await store.keys();
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key).toMatch(/^sess:[\w-]{47}$/);
      expect(key.slice(5, 9)).toBe(visitor.token!.slice(0, 4));
      expect(await store.ask(`mg ${key} t`)).not.toContain('t-1');
    }
  });

  it('lives as long as the idle timeout says, but not over the absolute one', async () => {
    const visitor = await known({ n: 0 }, { idle: 50_000, absolute: 60_000, renewAfter: 0 });
    expect(await secondsLeft()).toBeGreaterThan(40);
    expect(await secondsLeft()).toBeLessThanOrEqual(52);
    const strict = { idle: 50_000, absolute: 30_000, renewAfter: 0 };
    await new Visitor(visitor.token, strict).request(carrier, (session) => session.set('n', 1));
    expect(await secondsLeft()).toBeLessThanOrEqual(32);
  });

  it('keeps its end when it is written before a renewal is due', async () => {
    const visitor = await known({ n: 0 }, { ...LONG, idle: 50_000 });
    await visitor.unread(carrier, (session) => session.increment('n'));
    expect(await secondsLeft()).toBeGreaterThan(40);
    expect(await secondsLeft()).toBeLessThanOrEqual(52);
  });

  it('may live for a year', async () => {
    const year = 366 * 86_400_000;
    const visitor = await known({ n: 1 }, { idle: year, absolute: year, renewAfter: year / 10 });
    expect(await read(visitor, 'n')).toBe(1);
    expect(await secondsLeft()).toBeGreaterThan(365 * 86_400);
  });

  it('is gone at sign-out, but for the mark that keeps slow requests out', async () => {
    const visitor = await known();
    await visitor.request(carrier, (session) => session.signOut());
    expect(await store.contents()).toMatch(/^VA 5 ksess:\S+\r\nended\r\n$/);
    expect(await secondsLeft()).toBeLessThanOrEqual(11);
  });

  it('is nothing at the sign-out of a session that was none', async () => {
    const visitor = await known();
    await store.ask('flush_all');
    await visitor.unread(carrier, (session) =>
      (session as never as { signOut(): Promise<void> }).signOut(),
    );
    expect(await store.keys()).toEqual([]);
  });

  it('brings back any user and any text', async () => {
    const text = 'line\r\nEN\r\n\nkey "x"\n\0\u2028😀\ud83d';
    for (const userId of ['ann', 'a b\nkey "x"', '"', '\ud83d', '😀'.repeat(128)]) {
      const visitor = await known({ text, n: -1.5 });
      await visitor.request(carrier, (session) => session.signIn(userId));
      await visitor.request(carrier, (session) => {
        expect([session.userId, session.get('text'), session.get('n')]).toEqual([
          userId,
          text,
          -1.5,
        ]);
      });
    }
  });
});

describe('compare-and-swap', () => {
  it('counts twenty parallel increments at three servers exactly, again and again', async () => {
    const connections = await Promise.all([1, 2, 3].map(() => connected([store.address])));
    const servers = connections.map((connection) => new MemcachedCarrier(connection));
    for (let round = 1; round <= 10; round++) {
      const visitor = await known();
      await Promise.all(
        Array.from({ length: 20 }, (_, i) => {
          const reading = i % 2 ? 'request' : 'unread';
          const server = servers[i % 3]!;
          return visitor.copy()[reading](server, (session) => session.increment('n'));
        }),
      );
      expect(await read(visitor, 'n')).toBe(20);
    }
    await Promise.all(connections.map((connection) => connection.close()));
  });

  it('merges again into what another server has written meanwhile', async () => {
    const visitor = await known({ n: 1, gone: 1 });
    const other = visitor.copy();
    const slow = slowBefore(
      'swap',
      once(() =>
        other.request(carrier, (session) => {
          session.increment('n', 10);
          session.set('theirs', 1);
          session.delete('gone');
        }),
      ),
    );
    await visitor.unread(slow, async (session) => {
      session.increment('n');
      await session.save();
      expect(session.get('n')).toBe(12);
    });
    expect(await read(visitor, 'theirs')).toBe(1);
    expect(await read(visitor, 'gone')).toBeUndefined();
  });

  it('is given up after so many attempts, and refused', async () => {
    const visitor = await known();
    let attempts = 0;
    const unlucky = slowBefore('swap', () => {
      attempts++;
      return visitor.copy().unread(carrier, (session) => session.increment('n'));
    });
    const refused = visitor.copy().unread(unlucky, (session) => session.increment('n', 1000));
    await expect(refused).rejects.toThrow(StoreUnavailableError);
    expect(attempts).toBe(30);
    expect(await read(visitor, 'n')).toBe(30);
  });

  it('is given up when its time is over, and so is waiting for a turn', async () => {
    const visitor = await known();
    let meanwhile = 0;
    const timeout = 20;
    const slow = slowBefore(
      'swap',
      async () => {
        meanwhile++;
        await visitor.copy().unread(carrier, (session) => session.increment('n'));
        await delay(2 * timeout);
      },
      timeout,
    );
    const requests = [1, 2, 3].map(() =>
      visitor.copy().unread(slow, (session) => session.increment('n', 1000)),
    );
    for (const request of requests) await expect(request).rejects.toThrow(StoreUnavailableError);
    expect(await read(visitor, 'n')).toBe(meanwhile);
    // The first one tried, the others heard at once that it was too late for them.
    expect(meanwhile).toBeLessThan(2);
  });
});

describe('a new id', () => {
  it('takes along what was written while it was given', async () => {
    const visitor = await known();
    const late = visitor.copy();
    const slow = slowBefore(
      'swap',
      once(() => late.unread(carrier, (session) => session.increment('n'))),
    );
    await visitor.request(slow, (session) => session.signIn('ann'));
    expect(await read(visitor, 'n')).toBe(1);
  });

  it('is given once to two who ask for one at once, and what the other began is removed', async () => {
    const visitor = await known({ n: 7 });
    const other = visitor.copy();
    const slow = slowBefore(
      'swap',
      once(() => other.request(carrier, (session) => session.rotate())),
    );
    const loser = visitor.request(slow, (session) => session.rotate());
    await expect(loser).rejects.toThrow(SessionEndedError);
    expect(await read(other, 'n')).toBe(7);
    await until(async () => (await store.keys()).length === 2);
  });

  it('is none if the session was signed out meanwhile, and nothing of it stays', async () => {
    const visitor = await known();
    const other = visitor.copy();
    const slow = slowBefore(
      'swap',
      once(() => other.request(carrier, (session) => session.signOut())),
    );
    const signIn = visitor.request(slow, (session) => session.signIn('ann'));
    await expect(signIn).rejects.toThrow(SessionEndedError);
    await until(async () => (await store.keys()).length === 1);
    expect(await store.contents()).toContain('ended');
  });

  it('is worth nothing before the old one has ended', async () => {
    const visitor = await known();
    const slow = slowBefore('swap', async () => {
      throw new StoreUnavailableError();
    });
    const signIn = visitor.request(slow, (session) => session.signIn('ann'));
    await expect(signIn).rejects.toThrow(StoreUnavailableError);
    expect(await read(visitor, 'n')).toBe(0);
    await until(async () => (await store.keys()).length === 1);
  });
});

describe('a renewal', () => {
  it('loses to a change, and takes nothing away from it', async () => {
    const lifetime = { ...LONG, renewAfter: 0 };
    const visitor = await known({ n: 1 }, lifetime);
    const slow = slowBefore(
      'swap',
      once(() => visitor.copy().unread(carrier, (session) => session.increment('n'))),
    );
    await slow.renew(visitor.token!, lifetime);
    expect(await read(visitor, 'n')).toBe(2);
  });

  it('does not bring back what has ended', async () => {
    const visitor = await known();
    const slow = slowBefore(
      'swap',
      once(() => carrier.end(visitor.token!)),
    );
    await slow.renew(visitor.token!, LONG);
    expect(await carrier.load(visitor.token!, LONG)).toBe('ended');
  });
});

describe('a session that gets too large', () => {
  it('is refused before it is sent, and what was there stays', async () => {
    const visitor = await known({ n: 1 });
    for (const essay of ['x'.repeat(64 * 1024), 'é'.repeat(32 * 1024), 'x'.repeat(2_000_000)]) {
      const large = visitor.request(carrier, (session) => session.set('essay', essay));
      await expect(large).rejects.toThrow(new SessionTooLargeError('essay', 64 * 1024));
    }
    expect(await read(visitor, 'n')).toBe(1);
  });

  it('is none with as many small keys as fit', async () => {
    const visitor = await known({ n: 1 });
    await visitor.request(carrier, (session) => {
      for (let i = 0; i < 6000; i++) session.set(`key${i}`, i);
    });
    expect(await read(visitor, 'key5999')).toBe(5999);
  });
});

it('is over for everybody when Memcached was restarted: it comes back empty', async () => {
  const visitor = await known({ n: 1 });
  const late = visitor.copy();
  const write = late.request(carrier, async (session) => {
    await store.kill();
    await store.start();
    await until(() => memcached.ready(1000));
    session.increment('n');
  });
  await expect(write).rejects.toThrow(SessionEndedError);
  await visitor.request(carrier, (session) => expect(session.isNew).toBe(true));
});

it('never takes what it can not read for a session', async () => {
  const visitor = await known();
  // What is being moved from list to list at this moment is in none.
  let key: string | undefined;
  await until(async () => ([key] = await store.keys()).length > 0);
  for (const text of [
    '',
    'x',
    '{}',
    'ended ',
    '1 2 "ann',
    '1 2\nkey 1\n',
    '1 2 null\nkey',
    'NaN 2 null\n',
  ]) {
    await store.ask(`ms ${key} ${text.length} T60\r\n${text}`);
    await expect(carrier.load(visitor.token!, LONG)).rejects.toThrow(/can not be read/);
  }
});
