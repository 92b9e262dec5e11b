import { SessionEndedError } from '../../../../app/session/errors';
import { branches } from '../branches';
import type { Fleet } from '../fleet';
import { interleavings, signOuts } from '../interleavings';

export function concurrency(fleet: Fleet): void {
  it('counts twenty parallel increments as twenty, or each cookie as what it counted', async () => {
    const visitor = await fleet.known({ n: 0 });
    const visitors = Array.from({ length: 20 }, () => visitor.copy());
    await Promise.all(
      visitors.map((each, i) =>
        each[i % 2 ? 'request' : 'unread'](fleet.server(i), (session) => {
          session.increment('n');
        }),
      ),
    );
    if (fleet.isAtomic) expect(await fleet.read(visitor, 'n')).toBe(20);
    else for (const each of visitors) expect(await fleet.read(each, 'n')).toBe(1);
  });

  it('counts twenty increments one after the other as twenty, whoever does them', async () => {
    const visitor = await fleet.known({ n: 0 });
    for (let i = 0; i < 20; i++) {
      await visitor[i % 2 ? 'request' : 'unread'](fleet.server(i), (session) => {
        session.increment('n');
      });
    }
    expect(await fleet.read(visitor, 'n')).toBe(20);
  });

  it('keeps the changes of two requests that change different keys', async () => {
    for (let i = 0; i < 20; i++) {
      const visitor = await fleet.known({ seen: i });
      const [left, right] = [visitor.copy(), visitor.copy()];
      await Promise.all([
        left.request(fleet.a, (session) => session.set('left', i)),
        right.request(fleet.b, (session) => session.set('right', i)),
      ]);
      const both = async (from: typeof left) => [
        await fleet.read(from, 'left'),
        await fleet.read(from, 'right'),
        await fleet.read(from, 'seen'),
      ];
      if (fleet.isAtomic) {
        expect(await both(visitor)).toEqual([i, i, i]);
      } else {
        // The answer that comes last wins, whole: never a half of each.
        expect(await both(left)).toEqual([i, undefined, i]);
        expect(await both(right)).toEqual([undefined, i, i]);
      }
    }
  });

  it('loses no acknowledged increment to a sign-in', async () => {
    if (!fleet.isAtomic) return;
    const visitor = await fleet.known({ n: 0 });
    const increments = Array.from({ length: 20 }, (_, i) =>
      visitor.copy().unread(fleet.server(i), (session) => session.increment('n')),
    );
    const [outcomes] = await Promise.all([
      Promise.allSettled(increments),
      visitor.request(fleet.b, (session) => session.signIn('ann')),
    ]);
    const acknowledged = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(await fleet.read(visitor, 'n')).toBe(acknowledged);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SessionEndedError);
    }
  });

  it('ends in a state that some order of the requests gives', async () => {
    if (fleet.isAtomic) await interleavings(fleet.servers);
    else await branches(fleet.servers);
  });

  it('brings no session back that was signed out', async () => {
    if (fleet.isAtomic && fleet.revocable === 'at once') await signOuts(fleet.servers);
  });
}
