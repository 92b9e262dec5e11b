import { SessionEndedError } from '../../../../app/session/errors';
import type { Fleet } from '../fleet';
import { Visitor } from '../visitor';

export function signingOut(fleet: Fleet): void {
  it('ends the session and removes the cookie', async () => {
    const visitor = await fleet.signedIn('ann', { cart: [1] });
    await visitor.request(fleet.b, async (session) => {
      await session.signOut();
      expect([session.userId, session.get('cart'), session.isNew]).toEqual([null, undefined, true]);
    });
    expect(visitor.token).toBeNull();
  });

  it('leaves a copy of the cookie worth what the table says', async () => {
    const visitor = await fleet.signedIn('ann', { cart: [1] });
    const stolen = visitor.copy();
    await visitor.request(fleet.b, (session) => session.signOut());
    if (fleet.revocable === 'no') expect(await fleet.userOf(stolen)).toBe('ann');
    else expect(await fleet.isSignedOut(stolen)).toBe(true);
  });

  it('leaves no cookie behind for whoever had none', async () => {
    const visitor = new Visitor();
    await visitor.request(fleet.a, (session) => session.signOut());
    expect(visitor.cookiesSet).toBe(0);
  });

  it('lets the same request begin a new session', async () => {
    const visitor = await fleet.known({ cart: [1] });
    const old = visitor.token;
    await visitor.request(fleet.a, async (session) => {
      await session.signOut();
      session.set('notice', 'See you');
    });
    expect(visitor.token).not.toBe(old);
    expect(await fleet.read(visitor, 'notice')).toBe('See you');
    expect(await fleet.read(visitor, 'cart')).toBeUndefined();
  });

  it('can not be undone by a slower request', async () => {
    if (fleet.revocable === 'no') return;
    const visitor = await fleet.signedIn('ann', { n: 1 });
    const slow = visitor.copy();
    const ended = slow.request(fleet.b, async (session) => {
      expect(session.userId).toBe('ann');
      await visitor.request(fleet.a, (same) => same.signOut());
      session.increment('n');
    });
    if (fleet.isInToken) await ended.catch(() => {});
    else await expect(ended).rejects.toThrow(SessionEndedError);
    expect(await fleet.isSignedOut(slow)).toBe(true);
  });
}
