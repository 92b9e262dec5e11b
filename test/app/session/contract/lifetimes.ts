import type { Carrier } from '../../../../app/session/carrier';
import type { Fleet } from '../fleet';
import { until } from '../until';
import { type AnySession, LONG, Visitor } from '../visitor';

export function lifetimes(fleet: Fleet): void {
  it('ends a session that is not used', async () => {
    const visitor = await fleet.known({ n: 1 }, { ...LONG, idle: 100, renewAfter: 10 });
    const { token, lifetime } = visitor;
    await until(async () => (await fleet.a.load(token!, lifetime)) === 'none');
    await visitor.request(fleet.b, (session) => expect(session.get('n')).toBeUndefined());
  });

  it('ends a session that is used all the time', async () => {
    const visitor = await fleet.known({ n: 1 }, { idle: 60_000, absolute: 300, renewAfter: 0 });
    await until(() =>
      visitor.request(fleet.b, (session) => session.isNew || session.get('n') === undefined),
    );
  });

  it('ends a session sooner for a server that is told so', async () => {
    const visitor = await fleet.known({ n: 1 });
    for (const strict of [
      { ...LONG, idle: 1 },
      { ...LONG, absolute: 1 },
    ]) {
      const late = new Visitor(visitor.token, strict);
      await until(() => late.request(fleet.b, (session) => session.isNew));
      await late.unread(fleet.b, (session) => session.set('late', 1));
      expect(late.token).not.toBe(visitor.token);
      // A session of its own, with nothing of the one that is over.
      expect(await fleet.read(new Visitor(late.token), 'n')).toBeUndefined();
    }
    expect(await fleet.read(visitor, 'n')).toBe(1);
  });

  it.each<[string, (session: AnySession) => unknown]>([
    ['reading alone', (session) => session.get('n')],
    ['saving without a change', (session) => session.save()],
  ])('is noted when due, by %s', async (_, use) => {
    const visitor = await fleet.known({ n: 1 }, { ...LONG, renewAfter: 50 });
    const first = await fleet.a.load(visitor.token!, visitor.lifetime);
    await until(async () => {
      await visitor.request(fleet.b, use);
      const now = await fleet.a.load(visitor.token!, visitor.lifetime);
      return lastSeen(now) > lastSeen(first);
    });
    expect(await fleet.read(visitor, 'n')).toBe(1);
  });

  it('is not noted before it is due', async () => {
    const visitor = await fleet.known({ n: 1 });
    const before = await fleet.contents();
    for (let i = 0; i < 5; i++) await visitor.request(fleet.b, (session) => session.get('n'));
    expect(await fleet.contents()).toBe(before);
    expect(visitor.cookiesSet).toBe(1);
  });
}

function lastSeen(loaded: Awaited<ReturnType<Carrier['load']>>): number {
  if (typeof loaded === 'string') throw new Error(loaded);
  return loaded.lastSeenAt;
}
