import type { Carrier } from '../../../app/session/carrier';
import {
  NotAnIntegerError,
  SessionEndedError,
  SessionTooLargeError,
} from '../../../app/session/errors';
import { interleavings } from './interleavings';
import { until } from './until';
import { type AnySession, LONG, Visitor } from './visitor';

/** A carrier with its store, as the contract's tests need it. */
export interface CarrierUnderTest {
  /** What one server of the app has: a carrier, with connections of its own. */
  readonly servers: readonly [Carrier, Carrier, Carrier];
  /** Everything in the store, keys and values, as text; '' where the cookie is the store. */
  contents(): Promise<string>;
  close(): Promise<void>;
}

/**
 * What every carrier promises, and what it promises beyond that by its table of capabilities. Run for
 * each carrier, against its real store.
 */
export function sessionContract(name: string, open: () => Promise<CarrierUnderTest>): void {
  describe(`the session contract, by ${name}`, () => {
    let store: CarrierUnderTest;
    let a: Carrier;
    let b: Carrier;

    beforeAll(async () => {
      store = await open();
      [a, b] = store.servers;
    });

    afterAll(() => store.close());

    /** A visitor whose session exists. */
    async function known(values: Record<string, unknown> = { seen: 1 }, lifetime = LONG) {
      const visitor = new Visitor(null, lifetime);
      await visitor.request(a, (session) => {
        for (const [key, value] of Object.entries(values)) session.set(key, value);
      });
      return visitor;
    }

    const read = (visitor: Visitor, key: string, carrier = b): Promise<unknown> =>
      visitor.copy().request(carrier, (session) => session.get(key));

    describe('a session', () => {
      it('goes from server to server', async () => {
        const cart = [{ id: 7, name: 'tea – 茶' }, null, true, 1.5, { nested: [] }];
        const visitor = await known({ cart });
        expect(await read(visitor, 'cart')).toEqual(cart);
      });

      it('is begun by the first value that is stored, not before', async () => {
        const before = await store.contents();
        const visitor = new Visitor();
        await visitor.request(a, (session) => {
          expect(session.isNew).toBe(true);
          expect(session.createdAt).toBeNull();
          expect(session.handle).toBeNull();
          expect(session.get('cart')).toBeUndefined();
        });
        expect(visitor.token).toBeNull();
        expect(await store.contents()).toBe(before);
      });

      it('writes the cookie when it begins, and not again', async () => {
        const visitor = await known();
        await visitor.request(b, (session) => session.set('seen', 2));
        await visitor.request(a, (session) => session.get('seen'));
        const changesWithEachCommit = a.renew === undefined;
        if (!changesWithEachCommit) expect(visitor.cookiesSet).toBe(1);
        await visitor.request(a, (session) => expect(session.isNew).toBe(false));
      });

      it('deletes keys', async () => {
        const visitor = await known({ a: 1, b: 2 });
        await visitor.request(b, (session) => session.delete('a'));
        await visitor.request(a, (session) => {
          expect(session.get('a')).toBeUndefined();
          expect(session.get('b')).toBe(2);
        });
      });

      it('sees its own changes before they are stored', async () => {
        const visitor = await known({ n: 5, gone: 1 });
        await visitor.request(b, (session) => {
          session.increment('n', 2);
          session.set('list', [1]);
          session.delete('gone');
          expect([session.get('n'), session.get('list'), session.get('gone')]).toEqual([
            7,
            [1],
            undefined,
          ]);
          session.increment('gone', 3);
          session.set('n', 1);
          session.increment('n');
        });
        expect([await read(visitor, 'n'), await read(visitor, 'gone')]).toEqual([2, 3]);
      });

      it('keeps a value as it was when it was set', async () => {
        const list = [1];
        const visitor = new Visitor();
        await visitor.request(a, (session) => {
          session.set('list', list);
          list.push(2);
          session.get('list').push(3);
        });
        expect(await read(visitor, 'list')).toEqual([1]);
      });

      it('is of no token that was made up', async () => {
        const visitor = await known();
        const [first] = visitor.token!;
        const other = visitor.token!.replace(/^./, first === 'A' ? 'B' : 'A');
        await new Visitor(other).request(a, (session) => {
          expect(session.isNew).toBe(true);
          expect(session.get('seen')).toBeUndefined();
        });
      });

      it('does not take over a token that it does not know', async () => {
        const planted = (await known()).token!.split('').toReversed().join('');
        if (!a.wellFormed(planted)) return;
        const visitor = new Visitor(planted);
        await visitor.request(a, (session) => session.set('mine', 1));
        expect(visitor.token).not.toBe(planted);
        await new Visitor(planted).request(b, (session) => expect(session.isNew).toBe(true));
      });
    });

    describe('what it refuses', () => {
      it.each(['', '__proto__', ':', ':facts', '1st', 'a key', 'a\0b', 'ключ', 'x'.repeat(65)])(
        'the key %j',
        async (key) => {
          await new Visitor().request(a, (session) => {
            expect(() => session.set(key, 1)).toThrow(TypeError);
            expect(() => session.increment(key)).toThrow(TypeError);
            expect(() => session.delete(key)).toThrow(TypeError);
            expect(session.get(key)).toBeUndefined();
          });
        },
      );

      it('takes names of Object.prototype as the keys that they are', async () => {
        const visitor = await known({
          constructor: 'a',
          toString: { ['__proto__']: { admin: 1 } },
        });
        expect(await read(visitor, 'constructor')).toBe('a');
        expect(await read(visitor, 'hasOwnProperty')).toBeUndefined();
        expect(({} as { admin?: number }).admin).toBeUndefined();
      });

      it.each([
        ['undefined', undefined],
        ['NaN', Number.NaN],
        ['a bigint', 1n],
        ['a function', () => 1],
        ['a date', new Date()],
        ['a map in a list', [new Map()]],
        ['a hole', [1, , 2]], // oxlint-disable-line no-sparse-arrays
        ['infinity within', { a: { b: Infinity } }],
      ])('%s, which JSON would change', async (_, value) => {
        await new Visitor().request(a, (session) => {
          expect(() => session.set('key', value)).toThrow(/Session key "key/);
        });
      });

      it('a cycle', async () => {
        const cycle: unknown[] = [];
        cycle.push(cycle);
        await new Visitor().request(a, (session) => {
          expect(() => session.set('key', cycle)).toThrow(/nested deeper/);
        });
      });

      it('to increment what is no whole number', async () => {
        const visitor = await known({ name: 'Ann', price: 1.5, count: 1 });
        await visitor.request(b, (session) => {
          expect(() => session.increment('name')).toThrow(NotAnIntegerError);
          expect(() => session.increment('price')).toThrow(NotAnIntegerError);
          expect(() => session.increment('count', 0.5)).toThrow(TypeError);
          expect(() => session.increment('count', 2 ** 53)).toThrow(TypeError);
          expect(() => session.increment('count', Number.MAX_SAFE_INTEGER)).toThrow(
            NotAnIntegerError,
          );
        });
        const blind = visitor.unread(b, (session) => {
          session.set('count', 9);
          session.increment('name');
        });
        await expect(blind).rejects.toThrow(NotAnIntegerError);
        expect(await read(visitor, 'count')).toBe(1);
      });

      it('a session that is too large, with the name of the key, and stores nothing of it', async () => {
        const visitor = await known({ count: 1 });
        const large = visitor.request(b, (session) => {
          session.increment('count');
          session.set('essay', 'é'.repeat(a.capabilities.maxBytes / 2));
        });
        await expect(large).rejects.toThrow(SessionTooLargeError);
        await expect(large).rejects.toThrow(/"essay"/);
        expect(await read(visitor, 'count')).toBe(1);
        expect(await read(visitor, 'essay')).toBeUndefined();
      });

      it('nothing that fits: a value that replaces another takes its room', async () => {
        const visitor = await known();
        for (let i = 0; i < 5; i++) {
          const half = String(i).repeat(Math.floor(a.capabilities.maxBytes / 2));
          await visitor.request(b, (session) => session.set('half', half));
        }
        expect(await read(visitor, 'half')).toMatch(/^4+$/);
      });

      it('to grow beyond its size bit by bit', async () => {
        const visitor = await known();
        const part = 'x'.repeat(Math.floor(a.capabilities.maxBytes / 4));
        const fill = async () => {
          for (let i = 0; i < 5; i++) {
            await visitor.unread(b, (session) => session.set(`part${i}`, part));
          }
        };
        await expect(fill()).rejects.toThrow(SessionTooLargeError);
        // Making room is always possible.
        await visitor.request(a, (session) => session.delete('part0'));
        await visitor.request(a, (session) => session.set('small', 1));
        expect(await read(visitor, 'small')).toBe(1);
      });
    });

    describe('saving', () => {
      it('fails again at the end of the request, whatever the route made of the failure', async () => {
        const visitor = await known({ name: 'Ann' });
        const request = visitor.unread(a, async (session) => {
          session.increment('name');
          await session.save().catch(() => {});
        });
        await expect(request).rejects.toThrow(NotAnIntegerError);
      });

      it('twice, or at the same time, stores each change once', async () => {
        const visitor = await known({ n: 1 });
        await visitor.request(b, async (session) => {
          session.increment('n');
          const first = session.save();
          session.increment('n');
          expect(session.get('n')).toBe(3);
          await Promise.all([first, session.save(), session.save()]);
          await session.save();
          expect(session.get('n')).toBe(3);
        });
        expect(await read(visitor, 'n')).toBe(3);
      });

      it('works in a session that begins with it', async () => {
        const visitor = new Visitor();
        await visitor.request(a, async (session) => {
          session.increment('n');
          const saves = [session.save()];
          session.increment('n');
          saves.push(session.save());
          await Promise.all(saves);
          expect(session.createdAt!.getTime()).toBeGreaterThan(Date.now() - 60_000);
          expect(session.handle).not.toBeNull();
        });
        expect(await read(visitor, 'n')).toBe(2);
      });
    });

    describe('a write without a read', () => {
      it('changes and begins sessions', async () => {
        const visitor = new Visitor();
        await visitor.unread(a, (session) => session.set('theme', 'dark'));
        await visitor.unread(b, (session) => session.increment('n', 2));
        expect([await read(visitor, 'theme'), await read(visitor, 'n')]).toEqual(['dark', 2]);
      });

      it('knows what it counted once it is saved, and nothing else', async () => {
        const visitor = await known({ n: 40, other: 1 });
        await visitor.unread(b, async (session) => {
          session.increment('n', 2);
          expect(() => session.get('n')).toThrow(/request.session/);
          await session.save();
          expect(session.get('n')).toBe(42);
          expect(() => session.get('other')).toThrow(/request.session/);
        });
      });

      it('begins a new session where the old one has timed out', async () => {
        const visitor = await known({ n: 1 }, { ...LONG, idle: 50 });
        const old = visitor.token!;
        await until(async () => (await a.load(old, visitor.lifetime)) === 'none');
        await visitor.unread(b, (session) => session.increment('n'));
        expect(visitor.token).not.toBe(old);
        expect(await read(new Visitor(visitor.token), 'n')).toBe(1);
      });
    });

    describe('signing in', () => {
      it('gives a new id, keeps the data, and the old id is dead on every server', async () => {
        const visitor = await known({ cart: [1] });
        const old = visitor.copy();
        await visitor.request(a, async (session) => {
          session.set('lang', 'de');
          await session.signIn('ann');
          expect(session.userId).toBe('ann');
        });
        expect(visitor.token).not.toBe(old.token);
        await visitor.request(b, (session) => {
          expect(session.userId).toBe('ann');
          expect(session.get('cart')).toEqual([1]);
          expect(session.get('lang')).toBe('de');
        });
        await old.request(b, (session) => {
          expect(session.userId).toBeNull();
          expect(session.get('cart')).toBeUndefined();
          expect(session.isNew).toBe(true);
        });
      });

      it('works for a visitor who has no session yet', async () => {
        const visitor = new Visitor();
        await visitor.request(a, (session) => session.signIn('bob'));
        await visitor.request(b, (session) => expect(session.userId).toBe('bob'));
      });

      it('starts empty for another user', async () => {
        const visitor = await known({ secret: 'of ann' });
        await visitor.request(a, (session) => session.signIn('ann'));
        const ann = visitor.copy();
        await visitor.request(b, (session) => session.signIn('bob'));
        await visitor.request(a, (session) => {
          expect(session.userId).toBe('bob');
          expect(session.get('secret')).toBeUndefined();
        });
        await ann.request(a, (session) => expect(session.userId).toBeNull());
      });

      it('does not let a request with the cookie of before begin a session of its own', async () => {
        const visitor = await known();
        const late = visitor.copy();
        await visitor.request(a, (session) => session.signIn('ann'));
        const write = late.request(b, (session) => session.increment('views'));
        await expect(write).rejects.toThrow(SessionEndedError);
        const blind = late.unread(b, (session) => session.increment('views'));
        await expect(blind).rejects.toThrow(SessionEndedError);
        // Its cookie would have taken the place of the one just given.
        expect(late.cookiesSet).toBe(0);
      });

      it('works with the cookie of before, when the answer with the new one was lost', async () => {
        const visitor = await known();
        const again = visitor.copy();
        await visitor.request(a, (session) => session.signIn('ann'));
        await again.request(b, (session) => session.signIn('ann'));
        await again.request(a, (session) => expect(session.userId).toBe('ann'));
      });

      it('keeps the user through a change of id', async () => {
        const visitor = await known({ n: 1 });
        await visitor.request(a, (session) => session.signIn('ann'));
        const before = visitor.copy();
        await visitor.request(b, (session) => session.rotate());
        expect(visitor.token).not.toBe(before.token);
        await visitor.request(a, (session) => {
          expect([session.userId, session.get('n')]).toEqual(['ann', 1]);
        });
        await before.request(a, (session) => expect(session.userId).toBeNull());
      });

      it.each(['', 'x'.repeat(129)])('refuses the user id %j', async (userId) => {
        await new Visitor().request(a, (session) => {
          expect(() => session.signIn(userId)).toThrow(TypeError);
        });
      });
    });

    describe('signing out', () => {
      it('ends the session and removes the cookie', async () => {
        const visitor = await known({ cart: [1] });
        await visitor.request(a, (session) => session.signIn('ann'));
        const stolen = visitor.copy();
        await visitor.request(b, async (session) => {
          await session.signOut();
          expect([session.userId, session.get('cart'), session.isNew]).toEqual([
            null,
            undefined,
            true,
          ]);
        });
        expect(visitor.token).toBeNull();
        if (a.capabilities.revocable === 'at once') {
          await stolen.request(a, (session) => {
            expect([session.userId, session.get('cart')]).toEqual([null, undefined]);
          });
        }
      });

      it('leaves no cookie behind for whoever had none', async () => {
        const visitor = new Visitor();
        await visitor.request(a, (session) => session.signOut());
        expect(visitor.cookiesSet).toBe(0);
      });

      it('lets the same request begin a new session', async () => {
        const visitor = await known({ cart: [1] });
        const old = visitor.token;
        await visitor.request(a, async (session) => {
          await session.signOut();
          session.set('notice', 'See you');
        });
        expect(visitor.token).not.toBe(old);
        expect(await read(visitor, 'notice')).toBe('See you');
        expect(await read(visitor, 'cart')).toBeUndefined();
      });

      it('can not be undone by a slower request', async () => {
        if (a.capabilities.revocable !== 'at once') return;
        const visitor = await known({ n: 1 });
        await visitor.request(a, (session) => session.signIn('ann'));
        const slow = visitor.copy();
        const ended = slow.request(b, async (session) => {
          expect(session.userId).toBe('ann');
          await visitor.request(a, (same) => same.signOut());
          session.increment('n');
        });
        await expect(ended).rejects.toThrow(SessionEndedError);
        await slow.request(a, (session) => {
          expect([session.userId, session.get('n')]).toEqual([null, undefined]);
        });
      });
    });

    describe('time', () => {
      it('ends a session that is not used', async () => {
        const visitor = await known({ n: 1 }, { ...LONG, idle: 100, renewAfter: 10 });
        const { token, lifetime } = visitor;
        await until(async () => (await a.load(token!, lifetime)) === 'none');
        await visitor.request(b, (session) => expect(session.get('n')).toBeUndefined());
      });

      it('ends a session that is used all the time', async () => {
        const visitor = await known({ n: 1 }, { idle: 60_000, absolute: 300, renewAfter: 0 });
        await until(() =>
          visitor.request(b, (session) => session.isNew || session.get('n') === undefined),
        );
      });

      it('ends a session sooner for a server that is told so', async () => {
        const visitor = await known({ n: 1 });
        for (const strict of [
          { ...LONG, idle: 1 },
          { ...LONG, absolute: 1 },
        ]) {
          const late = new Visitor(visitor.token, strict);
          await until(() => late.request(b, (session) => session.isNew));
          await late.unread(b, (session) => session.set('late', 1));
          expect(late.token).not.toBe(visitor.token);
        }
        expect(await read(visitor, 'n')).toBe(1);
      });

      it.each<[string, (session: AnySession) => unknown]>([
        ['reading alone', (session) => session.get('n')],
        ['saving without a change', (session) => session.save()],
      ])('is noted when due, by %s', async (_, use) => {
        const visitor = await known({ n: 1 }, { ...LONG, renewAfter: 50 });
        const first = await a.load(visitor.token!, visitor.lifetime);
        await until(async () => {
          await visitor.request(b, use);
          const now = await a.load(visitor.token!, visitor.lifetime);
          return lastSeen(now) > lastSeen(first);
        });
      });

      it('is not noted before it is due', async () => {
        const visitor = await known({ n: 1 });
        const before = await store.contents();
        for (let i = 0; i < 5; i++) await visitor.request(b, (session) => session.get('n'));
        expect(await store.contents()).toBe(before);
      });

      function lastSeen(loaded: Awaited<ReturnType<Carrier['load']>>): number {
        if (typeof loaded === 'string') throw new Error(loaded);
        return loaded.lastSeenAt;
      }
    });

    describe('many at once', () => {
      it('counts twenty parallel increments as twenty', async () => {
        if (!a.capabilities.atomic) return;
        const visitor = await known({ n: 0 });
        await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            visitor.copy()[i % 2 ? 'request' : 'unread'](store.servers[i % 3]!, (session) => {
              session.increment('n');
            }),
          ),
        );
        expect(await read(visitor, 'n')).toBe(20);
      });

      it('keeps the changes of two requests that change different keys', async () => {
        if (!a.capabilities.atomic) return;
        for (let i = 0; i < 20; i++) {
          const visitor = await known();
          await Promise.all([
            visitor.copy().request(a, (session) => session.set('left', i)),
            visitor.copy().request(b, (session) => session.set('right', i)),
          ]);
          expect([await read(visitor, 'left'), await read(visitor, 'right')]).toEqual([i, i]);
        }
      });

      it('loses no acknowledged increment to a sign-in', async () => {
        if (!a.capabilities.atomic) return;
        const visitor = await known({ n: 0 });
        const increments = Array.from({ length: 20 }, (_, i) =>
          visitor.copy().unread(store.servers[i % 3]!, (session) => session.increment('n')),
        );
        const [outcomes] = await Promise.all([
          Promise.allSettled(increments),
          visitor.request(b, (session) => session.signIn('ann')),
        ]);
        const acknowledged = outcomes.filter(({ status }) => status === 'fulfilled').length;
        expect(await read(visitor, 'n')).toBe(acknowledged);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected')
            expect(outcome.reason).toBeInstanceOf(SessionEndedError);
        }
      });

      it('ends in a state that some order of the requests gives', async () => {
        if (!a.capabilities.atomic) return;
        await interleavings(store.servers);
      });
    });

    describe('the list of sessions', () => {
      const listable = () => {
        expect(a.index !== undefined).toBe(a.capabilities.listable);
        return a.index;
      };
      let user = 0;
      /** A user with so many sessions, each at a device of its own. */
      async function userWith(devices: number): Promise<[userId: string, visitors: Visitor[]]> {
        const userId = `user-${++user}`;
        const visitors = Array.from({ length: devices }, () => new Visitor());
        for (const visitor of visitors)
          await visitor.request(a, (session) => session.signIn(userId));
        return [userId, visitors];
      }
      const isAlive = (visitor: Visitor) =>
        visitor.copy().request(b, (session) => session.userId !== null);

      it('has the live sessions of the user, and no one else', async () => {
        if (!listable()) return;
        const [userId, [first, second, third]] = await userWith(3);
        await userWith(1);
        await second!.request(b, (session) => session.signOut());
        await third!.request(b, (session) => session.rotate());
        const handles = [first!, third!].map(({ token }) => a.handleOf(token!));
        const list = await b.index!.list(userId, LONG);
        expect(list.map(({ handle }) => handle).toSorted()).toEqual(handles.toSorted());
        expect(list[0]!.lastSeenAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
        expect(list[0]!.createdAt).toBeInstanceOf(Date);
      });

      it('names the session that asks', async () => {
        if (!listable()) return;
        const [userId, [visitor]] = await userWith(1);
        const [entry] = await a.index!.list(userId, LONG);
        await visitor!.request(b, (session) => expect(session.handle).toBe(entry!.handle));
      });

      it('gives no way into the sessions', async () => {
        if (!listable()) return;
        const [userId] = await userWith(1);
        const [entry] = await a.index!.list(userId, LONG);
        await new Visitor(entry!.handle).request(a, (session) => {
          expect(session.userId).toBeNull();
        });
      });

      it('ends one session, and only one of the user who asks', async () => {
        if (!listable()) return;
        const [userId, [first, second]] = await userWith(2);
        const [stranger] = await userWith(1);
        const handle = a.handleOf(first!.token!);
        expect(await b.index!.revoke(stranger, handle)).toBe(false);
        expect(await isAlive(first!)).toBe(true);
        expect(await b.index!.revoke(userId, handle)).toBe(true);
        expect(await isAlive(first!)).toBe(false);
        expect(await isAlive(second!)).toBe(true);
        expect(await b.index!.revoke(userId, handle)).toBe(false);
      });

      it.each(['', '*', '../x', 'sess:user:x', 'é'.repeat(47)])(
        'knows no session by the handle %j',
        async (handle) => {
          if (!listable()) return;
          const [userId] = await userWith(1);
          expect(await a.index!.revoke(userId, handle)).toBe(false);
        },
      );

      it('ends all of them', async () => {
        if (!listable()) return;
        const [userId, visitors] = await userWith(3);
        await b.index!.revokeAll(userId);
        for (const visitor of visitors) expect(await isAlive(visitor)).toBe(false);
        expect(await a.index!.list(userId, LONG)).toEqual([]);
      });

      it('ends all of them while others are being signed in', async () => {
        if (!listable()) return;
        for (let round = 0; round < 10; round++) {
          const userId = `user-${++user}`;
          const visitors = Array.from({ length: 6 }, () => new Visitor());
          const signIns = visitors.map((visitor, i) =>
            visitor.request(store.servers[i % 3]!, (session) => session.signIn(userId)),
          );
          await Promise.race(signIns);
          await Promise.allSettled([a.index!.revokeAll(userId), ...signIns]);
          // Signed in after the revocation, and then listed; or dead. Never alive and not listed.
          const list = await b.index!.list(userId, LONG);
          const listed = new Set(list.map(({ handle }) => handle));
          for (const visitor of visitors) {
            if (visitor.token === null || !(await isAlive(visitor))) continue;
            expect(listed).toContain(a.handleOf(visitor.token));
          }
        }
      });
    });

    it('never shows the store the secret that the browser holds', async () => {
      const visitor = await known({ n: 1 });
      const tokens = [visitor.token!];
      await visitor.request(b, (session) => session.signIn('ann'));
      tokens.push(visitor.token!);
      const contents = await store.contents();
      if (contents === '') return;
      expect(contents).toContain('ann');
      // No run of 8 characters of it: 48 bits are more than chance would give.
      for (const token of tokens) {
        for (let i = 4; i + 8 <= token.length; i++) {
          expect(contents).not.toContain(token.slice(i, i + 8));
        }
      }
    });

    it('asks the store for nothing that can not be a token', () => {
      for (const text of ['', 'x', '*', 'a'.repeat(10_000), 'a b', '../../etc', '\u0000', 'é']) {
        expect(a.wellFormed(text)).toBe(false);
      }
    });
  });
}
