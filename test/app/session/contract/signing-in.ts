import { SessionEndedError } from '../../../../app/session/errors';
import type { Fleet } from '../fleet';
import { until } from '../until';
import { Visitor } from '../visitor';

/**
 * A store forgets the old id in the same step. Where the token is the session, the old one goes on to be
 * what it was until its time is over, and gains nothing.
 */
export function signingIn(fleet: Fleet): void {
  it('gives a new id, keeps the data, and the old id has no part in it on any server', async () => {
    const visitor = await fleet.known({ cart: [1] });
    const old = visitor.copy();
    await visitor.request(fleet.a, async (session) => {
      session.set('lang', 'de');
      await session.signIn('ann');
      expect(session.userId).toBe('ann');
    });
    expect(visitor.token).not.toBe(old.token);
    await visitor.request(fleet.b, (session) => {
      expect(session.userId).toBe('ann');
      expect(session.get('cart')).toEqual([1]);
      expect(session.get('lang')).toBe('de');
    });
    for (const server of fleet.servers) {
      await old.copy().request(server, (session) => {
        expect(session.userId).toBeNull();
        expect(session.get('lang')).toBeUndefined();
        if (fleet.isInToken) return;
        expect(session.get('cart')).toBeUndefined();
        expect(session.isNew).toBe(true);
      });
    }
  });

  it('works for a visitor who has no session yet', async () => {
    const visitor = new Visitor();
    await visitor.request(fleet.a, (session) => session.signIn('bob'));
    expect(await fleet.userOf(visitor)).toBe('bob');
  });

  it.each(['a b', '"', ';', '\n', 'sess:*', 'é'.repeat(128), '😀'])(
    'works for the user id %j',
    async (userId) => {
      const visitor = await fleet.signedIn(userId, { n: 1 });
      expect([await fleet.userOf(visitor), await fleet.read(visitor, 'n')]).toEqual([userId, 1]);
    },
  );

  it('starts empty for another user', async () => {
    const visitor = await fleet.signedIn('ann', { secret: 'of ann' });
    const ann = visitor.copy();
    await visitor.request(fleet.b, (session) => session.signIn('bob'));
    await visitor.request(fleet.a, (session) => {
      expect(session.userId).toBe('bob');
      expect(session.get('secret')).toBeUndefined();
    });
    if (fleet.revocable !== 'no') expect(await fleet.isSignedOut(ann)).toBe(true);
  });

  it('restarts the absolute timeout', async () => {
    const visitor = await fleet.known();
    const began = await visitor.request(fleet.a, (session) => session.createdAt!.getTime());
    // A carrier may keep time by the second.
    await until(() => Date.now() > began + 1100);
    await visitor.request(fleet.b, (session) => session.signIn('ann'));
    await visitor.request(fleet.a, (session) => {
      expect(session.createdAt!.getTime()).toBeGreaterThan(began);
    });
  });

  it('does not let a request with the cookie of before begin a session of its own', async () => {
    const visitor = await fleet.known();
    const late = visitor.copy();
    await visitor.request(fleet.a, (session) => session.signIn('ann'));
    if (fleet.isInToken) {
      // It goes on where it was; the cookie that the browser gets last is the one that counts.
      await late.request(fleet.b, (session) => session.increment('views'));
      expect(await fleet.userOf(late)).toBeNull();
      expect(await fleet.read(visitor, 'views')).toBeUndefined();
      return;
    }
    const write = late.request(fleet.b, (session) => session.increment('views'));
    await expect(write).rejects.toThrow(SessionEndedError);
    const blind = late.unread(fleet.b, (session) => session.increment('views'));
    await expect(blind).rejects.toThrow(SessionEndedError);
    // Its cookie would have taken the place of the one just given.
    expect(late.cookiesSet).toBe(0);
  });

  it('works with the cookie of before, when the answer with the new one was lost', async () => {
    const visitor = await fleet.known();
    const again = visitor.copy();
    await visitor.request(fleet.a, (session) => session.signIn('ann'));
    await again.request(fleet.b, (session) => session.signIn('ann'));
    expect(await fleet.userOf(again)).toBe('ann');
  });

  it('keeps user, data and time through a change of id', async () => {
    const visitor = await fleet.signedIn('ann', { n: 1 });
    const before = visitor.copy();
    const began = await visitor.request(fleet.a, (session) => session.createdAt!.getTime());
    await visitor.request(fleet.b, async (session) => {
      session.increment('n');
      await session.rotate();
    });
    expect(visitor.token).not.toBe(before.token);
    await visitor.request(fleet.a, (session) => {
      expect([session.userId, session.get('n')]).toEqual(['ann', 2]);
      expect(session.createdAt!.getTime()).toBe(began);
    });
    if (!fleet.isInToken) expect(await fleet.userOf(before)).toBeNull();
  });

  it('changes the id, too, when it is signed in once more', async () => {
    const visitor = await fleet.signedIn('ann', { n: 1 });
    const before = visitor.copy();
    await visitor.request(fleet.a, (session) => session.signIn('ann'));
    expect(visitor.token).not.toBe(before.token);
    expect([await fleet.userOf(visitor), await fleet.read(visitor, 'n')]).toEqual(['ann', 1]);
    if (!fleet.isInToken) expect(await fleet.userOf(before)).toBeNull();
  });
}
