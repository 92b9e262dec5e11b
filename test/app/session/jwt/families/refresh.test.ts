import { setTimeout as delay } from 'node:timers/promises';
import type { FamilyCarrier } from '../../../../../app/session/jwt/families/family-carrier';
import { SessionEndedError } from '../../../../../app/session/errors';
import { JwtCarrier } from '../../../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../../../app/session/jwt/session-tokens';
import { secret } from '../../../keys/secret';
import { LONG, Visitor } from '../../visitor';
import { PUBLIC_URL, ringOf } from '../jwt-under-test';
import { FamiliesUnderTest } from './families-under-test';

let test: FamiliesUnderTest;
/** Of two servers. */
let a: FamilyCarrier;
let b: FamilyCarrier;

beforeAll(async () => {
  test = await FamiliesUnderTest.open();
  [a, b] = await Promise.all([test.server(), test.server()]);
});

afterAll(() => test.close());

let users = 0;

/** Somebody who is signed in, and whose access is over: the next request refreshes. */
async function withoutAccess(values = { n: 1 }): Promise<Visitor & { userId: string }> {
  const userId = `user-${++users}`;
  const visitor = new Visitor();
  await visitor.request(a, async (session) => {
    session.set('n', values.n);
    await session.signIn(userId);
  });
  accessIsOver(visitor);
  return Object.assign(visitor, { userId });
}

function accessIsOver(visitor: Visitor): void {
  visitor.token = test.withAccess(visitor.token!);
}

const secretOf = ({ token }: Visitor) => token!.split('.')[3];
const userOf = (visitor: Visitor, server = b) =>
  visitor.copy().request(server, ({ userId }) => userId);

/** As if that much time had passed since the last refresh. */
const later = (visitor: Visitor, seconds: number) =>
  test.later(a.handleOf(visitor.token!), seconds);

describe('a token whose access is over', () => {
  it('is refreshed by the next request: same session, new secret', async () => {
    const visitor = await withoutAccess();
    const before = visitor.copy();
    await visitor.request(b, (session) => {
      expect([session.userId, session.get('n'), session.isNew]).toEqual([visitor.userId, 1, false]);
    });
    expect(secretOf(visitor)).not.toBe(secretOf(before));
    expect(a.handleOf(visitor.token!)).toBe(a.handleOf(before.token!));
    const cookies = visitor.cookiesSet;
    await visitor.request(a, (session) => expect(session.userId).toBe(visitor.userId));
    expect(visitor.cookiesSet).toBe(cookies);
  });

  it('is refreshed by a write without a read', async () => {
    const visitor = await withoutAccess();
    const old = secretOf(visitor);
    await visitor.unread(b, (session) => session.increment('n'));
    expect(secretOf(visitor)).not.toBe(old);
    await visitor.request(a, (session) => {
      expect([session.userId, session.get('n')]).toEqual([visitor.userId, 2]);
    });
  });

  it('is signed out all the same', async () => {
    const visitor = await withoutAccess();
    const copy = visitor.copy();
    await visitor.request(a, (session) => session.signOut());
    expect(visitor.token).toBeNull();
    expect(await userOf(copy)).toBeNull();
  });

  it('is nothing without its secret, or with another one', async () => {
    const visitor = await withoutAccess();
    const stranger = await withoutAccess();
    const jwt = visitor.token!.split('.').slice(0, 3).join('.');
    for (const token of [jwt, `${jwt}.${secretOf(stranger)}`, `${jwt}.${'A'.repeat(43)}`]) {
      expect(await userOf(new Visitor(token))).toBeNull();
    }
    // Nor did it do any harm.
    expect(await userOf(visitor)).toBe(visitor.userId);
  });
});

it('a plain token is no session of who is signed in: it could not be called back', async () => {
  const plain = new JwtCarrier(new SessionTokens(test.ring, PUBLIC_URL));
  const visitor = new Visitor();
  await visitor.request(plain, (session) => session.set('n', 1));
  await visitor.copy().request(a, (session) => expect(session.get('n')).toBe(1));
  await visitor.request(plain, (session) => session.signIn('ann'));
  expect(await userOf(visitor)).toBeNull();
});

describe('a token whose access lasts', () => {
  it('is nothing without its secret, or with another one, either', async () => {
    const visitor = new Visitor();
    await visitor.request(a, (session) => session.signIn('ann'));
    const jwt = visitor.token!.split('.').slice(0, 3).join('.');
    for (const token of [jwt, `${jwt}.${'A'.repeat(43)}`]) {
      expect(await userOf(new Visitor(token))).toBeNull();
    }
    expect(await userOf(visitor)).toBe('ann');
  });

  it('keeps its end and its secret when the session changes', async () => {
    const visitor = new Visitor();
    await visitor.request(a, (session) => session.signIn('ann'));
    visitor.token = test.withAccess(visitor.token!, 100);
    const [end, old] = [expiryOf(visitor), secretOf(visitor)];
    await visitor.request(a, (session) => session.set('n', 1));
    expect([expiryOf(visitor), secretOf(visitor)]).toEqual([end, old]);
  });

  it('is refreshed by a change in its last minute, and by nothing else', async () => {
    const visitor = new Visitor();
    await visitor.request(a, (session) => session.signIn('ann'));
    visitor.token = test.withAccess(visitor.token!, 50);
    const old = secretOf(visitor);
    await visitor.request(a, (session) => session.get('n'));
    expect(secretOf(visitor)).toBe(old);
    await visitor.request(a, (session) => session.set('n', 1));
    expect(secretOf(visitor)).not.toBe(old);
    expect(await userOf(visitor)).toBe('ann');
  });

  function expiryOf({ token }: Visitor): number {
    const [, payload = ''] = token!.split('.');
    return JSON.parse(Buffer.from(payload, 'base64url').toString()).exp;
  }
});

describe('refreshes that race', () => {
  it.each([2, 12])('are one: %i tabs on two servers get the same secret', async (count) => {
    for (let round = 0; round < 3; round++) {
      const visitor = await withoutAccess();
      const tabs = Array.from({ length: count }, () => visitor.copy());
      await Promise.all(
        tabs.map((tab, i) =>
          tab.request(i % 2 ? a : b, (session) => expect(session.userId).toBe(visitor.userId)),
        ),
      );
      expect(new Set(tabs.map(secretOf)).size).toBe(1);
      expect(secretOf(tabs[0]!)).not.toBe(secretOf(visitor));
      for (const tab of tabs) expect(await userOf(tab)).toBe(visitor.userId);
    }
  });

  it('are one where the servers sign with different keys for a moment', async () => {
    const first = test.ring.ring.named('first')!.secret;
    const ahead = ringOf({ first, '2020-01-01': secret() });
    const [one, other] = [await test.server({ ring: ahead }), await test.server({ ring: ahead })];
    const visitor = await withoutAccess();
    const tabs = [visitor.copy(), visitor.copy(), visitor.copy()];
    for (const [i, server] of [a, one, other].entries()) {
      await tabs[i]!.request(server, ({ userId }) => expect(userId).toBe(visitor.userId));
    }
    expect(new Set(tabs.map(secretOf)).size).toBe(1);
  });

  it('give the same secret again to who never got the answer', async () => {
    const visitor = await withoutAccess();
    const [lost, again] = [visitor.copy(), visitor.copy()];
    await lost.request(a, (session) => session.get('n'));
    await later(visitor, 25);
    await again.request(b, (session) => expect(session.userId).toBe(visitor.userId));
    expect(secretOf(again)).toBe(secretOf(lost));
  });

  it('with a sign-out end signed out', async () => {
    for (let round = 0; round < 4; round++) {
      const visitor = await withoutAccess();
      const [one, other] = [visitor.copy(), visitor.copy()];
      await Promise.all([
        one.request(a, (session) => session.get('n')),
        other.request(b, (session) => session.signOut()),
      ]);
      for (const each of [visitor, one]) {
        if (each.token !== null) {
          accessIsOver(each);
          expect(await userOf(each)).toBeNull();
        }
      }
      expect(await a.index.list(visitor.userId, LONG)).toEqual([]);
    }
  });
});

describe('a secret that was replaced', () => {
  it('ends the session of whoever shows it too late, and of whoever has its successor', async () => {
    const visitor = await withoutAccess();
    const thief = visitor.copy();
    await visitor.request(a, (session) => session.get('n'));
    await later(visitor, 31);
    test.log.length = 0;
    expect(await userOf(thief)).toBeNull();
    expect(test.log).toEqual([
      expect.objectContaining({
        userId: visitor.userId,
        msg: expect.stringMatching(/shown again/),
      }),
    ]);
    accessIsOver(visitor);
    expect(await userOf(visitor)).toBeNull();
    expect(await a.index.list(visitor.userId, LONG)).toEqual([]);
    // Once: what comes later is of a session that is over.
    expect(await userOf(thief)).toBeNull();
    expect(test.log).toHaveLength(1);
  });

  it('ends it also where several were given since', async () => {
    const visitor = await withoutAccess();
    const thief = visitor.copy();
    for (let i = 0; i < 2; i++) {
      await visitor.request(a, (session) => session.get('n'));
      accessIsOver(visitor);
    }
    expect(await userOf(thief)).toBeNull();
    expect(await userOf(visitor)).toBeNull();
  });

  it('ends nothing but the one session', async () => {
    const visitor = await withoutAccess();
    const other = new Visitor();
    await other.request(a, (session) => session.signIn(visitor.userId));
    const thief = visitor.copy();
    await visitor.request(a, (session) => session.get('n'));
    await later(visitor, 31);
    expect(await userOf(thief)).toBeNull();
    accessIsOver(other);
    expect(await userOf(other)).toBe(visitor.userId);
  });

  it('refuses the writes of that request, too', async () => {
    const visitor = await withoutAccess();
    const thief = visitor.copy();
    await visitor.request(a, (session) => session.get('n'));
    await later(visitor, 31);
    const write = thief.unread(b, (session) => session.increment('n'));
    await expect(write).rejects.toThrow(SessionEndedError);
  });
});

describe('time', () => {
  it('is over for who was away for longer than a session may be idle', async () => {
    const visitor = await withoutAccess();
    // By the database's own time, whatever the token says.
    await later(visitor, LONG.idle / 1000 + 301);
    test.log.length = 0;
    expect(await userOf(visitor)).toBeNull();
    expect(test.log).toEqual([]);
  });

  it('lets a session that is used live longer than it may be idle', async () => {
    const lifetime = { idle: 1500, absolute: 60_000, renewAfter: 150 };
    const visitor = new Visitor(null, lifetime);
    await visitor.request(a, (session) => session.signIn('ann'));
    const end = Date.now() + 3500;
    while (Date.now() < end) {
      await visitor.request(b, (session) => expect(session.userId).toBe('ann'));
      await delay(100);
    }
  });
});
