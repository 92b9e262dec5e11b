import { NotAnIntegerError } from '../../../../app/session/errors';
import type { Fleet } from '../fleet';
import { until } from '../until';
import { LONG, Visitor } from '../visitor';

export function saving(fleet: Fleet): void {
  it('fails again at the end of the request, whatever the route made of the failure', async () => {
    const visitor = await fleet.known({ name: 'Ann' });
    const request = visitor.unread(fleet.a, async (session) => {
      session.increment('name');
      await session.save().catch(() => {});
    });
    await expect(request).rejects.toThrow(NotAnIntegerError);
  });

  it('twice, or at the same time, stores each change once', async () => {
    const visitor = await fleet.known({ n: 1 });
    await visitor.request(fleet.b, async (session) => {
      session.increment('n');
      const first = session.save();
      session.increment('n');
      expect(session.get('n')).toBe(3);
      await Promise.all([first, session.save(), session.save()]);
      await session.save();
      expect(session.get('n')).toBe(3);
    });
    expect(await fleet.read(visitor, 'n')).toBe(3);
  });

  it('works in a session that begins with it', async () => {
    const visitor = new Visitor();
    await visitor.request(fleet.a, async (session) => {
      session.increment('n');
      const saves = [session.save()];
      session.increment('n');
      saves.push(session.save());
      await Promise.all(saves);
      expect(session.createdAt!.getTime()).toBeGreaterThan(Date.now() - 60_000);
      expect(session.handle).not.toBeNull();
    });
    expect(await fleet.read(visitor, 'n')).toBe(2);
  });

  describe('without a read', () => {
    it('changes and begins sessions', async () => {
      const visitor = new Visitor();
      await visitor.unread(fleet.a, (session) => session.set('theme', 'dark'));
      await visitor.unread(fleet.b, (session) => session.increment('n', 2));
      expect(await fleet.read(visitor, 'theme')).toBe('dark');
      expect(await fleet.read(visitor, 'n')).toBe(2);
    });

    it('keeps who is signed in', async () => {
      const visitor = await fleet.signedIn('ann', { n: 1 });
      await visitor.unread(fleet.a, (session) => session.increment('n'));
      expect([await fleet.userOf(visitor), await fleet.read(visitor, 'n')]).toEqual(['ann', 2]);
    });

    it('changes, counts and deletes in one step', async () => {
      const visitor = await fleet.known({ gone: 1, n: 1, kept: 'x' });
      await visitor.unread(fleet.b, (session) => {
        session.delete('gone');
        session.increment('n', 4);
        session.set('list', [1]);
      });
      await visitor.request(fleet.a, (session) => {
        expect(['gone', 'n', 'kept', 'list'].map((key) => session.get(key))).toEqual([
          undefined,
          5,
          'x',
          [1],
        ]);
      });
    });

    it('knows what it counted once it is saved, and nothing else', async () => {
      const visitor = await fleet.known({ n: 40, other: 1 });
      await visitor.unread(fleet.b, async (session) => {
        session.increment('n', 2);
        expect(() => session.get('n')).toThrow(/request.session/);
        await session.save();
        expect(session.get('n')).toBe(42);
        expect(() => session.get('other')).toThrow(/request.session/);
      });
    });

    it('begins a new session where the old one has timed out', async () => {
      const visitor = await fleet.known({ n: 1 }, { ...LONG, idle: 50 });
      const old = visitor.token!;
      await until(async () => (await fleet.a.load(old, visitor.lifetime)) === 'none');
      await visitor.unread(fleet.b, (session) => session.increment('n'));
      expect(visitor.token).not.toBe(old);
      expect(await fleet.read(new Visitor(visitor.token), 'n')).toBe(1);
    });
  });
}
