import * as fc from 'fast-check';
import type { Carrier } from '../../../app/session/carrier';
import { SessionEndedError } from '../../../app/session/errors';
import { afterRequest, randomRequest, run, stateOf, turns } from './random-requests';
import { Visitor } from './visitor';

/** Random requests of one session at several servers at once end as if they had come one by one. */
export async function interleavings(servers: readonly Carrier[]): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(randomRequest, { minLength: 2, maxLength: 5 }), async (requests) => {
      const visitor = new Visitor();
      await visitor.request(servers[0]!, (session) => session.set('a', 0));
      const old = visitor.token;

      const outcomes = await Promise.allSettled(
        requests.map((each) => run(each, servers[each.server]!, new Visitor(old))),
      );

      const stored = requests.filter((_, i) => outcomes[i]!.status === 'fulfilled');
      const tokens = outcomes.flatMap((outcome) => {
        if (outcome.status === 'fulfilled') return [outcome.value];
        // Nothing else may go wrong, and only where a sign-in came first.
        expect(outcome.reason).toBeInstanceOf(SessionEndedError);
        return [];
      });
      const current = tokens.find((token) => token !== old) ?? old;
      const end = await new Visitor(current).request(servers[1]!, (session) => stateOf(session));
      const possible = orders(stored).map((order) => order.reduce(afterRequest, { a: 0 }));
      expect(possible).toContainEqual(end);
    }),
    { numRuns: 150 },
  );
}

/** Whatever else goes on at that moment: after a sign-out no request brings the session back. */
export async function signOuts(servers: readonly Carrier[]): Promise<void> {
  const staying = randomRequest.map((each) => ({ ...each, signsIn: false }));
  const leaving = fc.record({ server: fc.nat({ max: 2 }), before: fc.nat({ max: 12 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(staying, { minLength: 1, maxLength: 5 }),
      leaving,
      async (requests, { server, before }) => {
        const visitor = new Visitor();
        await visitor.request(servers[0]!, (session) => session.signIn('ann'));
        const token = visitor.token!;

        const outcomes = Promise.allSettled(
          requests.map((each) => run(each, servers[each.server]!, new Visitor(token))),
        );
        await turns(before);
        await visitor.request(servers[server]!, (session) => session.signOut());

        for (const outcome of await outcomes) {
          // What is too late is refused, or stored before the end: it is no session of its own.
          if (outcome.status === 'fulfilled') expect(outcome.value).toBe(token);
          else expect(outcome.reason).toBeInstanceOf(SessionEndedError);
        }
        for (const carrier of servers) {
          await new Visitor(token).request(carrier, (session) => {
            expect([session.isNew, session.userId, stateOf(session)]).toEqual([true, null, {}]);
          });
        }
      },
    ),
    { numRuns: 50 },
  );
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
