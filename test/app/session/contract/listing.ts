import type { Fleet } from '../fleet';
import { until } from '../until';
import { LONG, Visitor } from '../visitor';

export function listing(fleet: Fleet): void {
  it('is there if the table says so', () => {
    for (const server of fleet.servers) {
      expect(server.index !== undefined).toBe(server.capabilities.listable);
    }
  });

  const isListable = () => fleet.a.capabilities.listable;
  let user = 0;

  /** A user with so many sessions, each at a device of its own. */
  async function userWith(devices: number): Promise<[userId: string, visitors: Visitor[]]> {
    const userId = `user-${++user}`;
    const visitors = Array.from({ length: devices }, () => new Visitor());
    for (const visitor of visitors)
      await visitor.request(fleet.a, (session) => session.signIn(userId));
    return [userId, visitors];
  }
  const isAlive = async (visitor: Visitor) => (await fleet.userOf(visitor)) !== null;

  it('has the live sessions of the user, and no one else', async () => {
    if (!isListable()) return;
    const [userId, [first, second, third]] = await userWith(3);
    await userWith(1);
    await second!.request(fleet.b, (session) => session.signOut());
    await third!.request(fleet.b, (session) => session.rotate());
    const handles = [first!, third!].map(({ token }) => fleet.a.handleOf(token!));
    const list = await fleet.b.index!.list(userId, LONG);
    expect(list.map(({ handle }) => handle).toSorted()).toEqual(handles.toSorted());
    expect(list[0]!.lastSeenAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(list[0]!.createdAt).toBeInstanceOf(Date);
  });

  it('has no session whose time is over', async () => {
    if (!isListable()) return;
    const [userId] = await userWith(1);
    expect(await fleet.b.index!.list(userId, LONG)).toHaveLength(1);
    const strict = { ...LONG, absolute: 1 };
    await until(async () => (await fleet.b.index!.list(userId, strict)).length === 0);
  });

  it('names the session that asks', async () => {
    if (!isListable()) return;
    const [userId, [visitor]] = await userWith(1);
    const [entry] = await fleet.a.index!.list(userId, LONG);
    await visitor!.request(fleet.b, (session) => expect(session.handle).toBe(entry!.handle));
  });

  it('gives no way into the sessions', async () => {
    if (!isListable()) return;
    const [userId] = await userWith(1);
    const [entry] = await fleet.a.index!.list(userId, LONG);
    expect(await isAlive(new Visitor(entry!.handle))).toBe(false);
  });

  it('ends one session, and only one of the user who asks', async () => {
    if (!isListable()) return;
    const [userId, [first, second]] = await userWith(2);
    const [stranger] = await userWith(1);
    const handle = fleet.a.handleOf(first!.token!);
    expect(await fleet.b.index!.revoke(stranger, handle)).toBe(false);
    expect(await isAlive(first!)).toBe(true);
    expect(await fleet.b.index!.revoke(userId, handle)).toBe(true);
    expect(await fleet.isSignedOut(first!)).toBe(true);
    expect(await isAlive(second!)).toBe(true);
    expect(await fleet.b.index!.revoke(userId, handle)).toBe(false);
  });

  it.each(['', '*', '../x', 'sess:user:x', '\0', "' OR 1=1 --", 'é'.repeat(47)])(
    'knows no session by the handle %j',
    async (handle) => {
      if (!isListable()) return;
      const [userId] = await userWith(1);
      expect(await fleet.a.index!.revoke(userId, handle)).toBe(false);
    },
  );

  it('ends all of them', async () => {
    if (!isListable()) return;
    const [userId, visitors] = await userWith(3);
    await fleet.b.index!.revokeAll(userId);
    for (const visitor of visitors) expect(await fleet.isSignedOut(visitor)).toBe(true);
    expect(await fleet.a.index!.list(userId, LONG)).toEqual([]);
  });

  it('ends all of them while others are being signed in', async () => {
    if (!isListable() || fleet.revocable !== 'at once') return;
    for (let round = 0; round < 10; round++) {
      const userId = `user-${++user}`;
      const visitors = Array.from({ length: 6 }, () => new Visitor());
      const signIns = visitors.map((visitor, i) =>
        visitor.request(fleet.server(i), (session) => session.signIn(userId)),
      );
      await Promise.race(signIns);
      await Promise.allSettled([fleet.a.index!.revokeAll(userId), ...signIns]);
      // Signed in after the revocation, and then listed; or dead. Never alive and not listed.
      const list = await fleet.b.index!.list(userId, LONG);
      const listed = new Set(list.map(({ handle }) => handle));
      for (const visitor of visitors) {
        if (visitor.token === null || !(await isAlive(visitor))) continue;
        expect(listed).toContain(fleet.a.handleOf(visitor.token));
      }
    }
  });
}
