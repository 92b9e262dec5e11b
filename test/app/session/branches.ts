import * as fc from 'fast-check';
import type { Carrier } from '../../../app/session/carrier';
import { afterRequest, randomRequest, run, stateOf, type State } from './random-requests';
import { Visitor } from './visitor';

/** A cookie that some answer gave, and what the session must be to whoever sends it. */
interface Branch {
  token: string | null;
  state: State;
  userId: string | null;
}

/** Several requests at once, each with a cookie of some earlier answer, not always the newest. */
const wave = fc.array(fc.record({ request: randomRequest, cookie: fc.nat({ max: 20 }) }), {
  minLength: 1,
  maxLength: 4,
});

/**
 * What holds where the token is the session: each answer's cookie is the session of the cookie that the
 * request came with, changed by that request alone, whatever other requests do meanwhile. So whoever
 * follows the newest cookie ends in the state of their requests one after the other, and whoever goes back
 * to an older one is where that one was.
 */
export async function branches(servers: readonly Carrier[]): Promise<void> {
  // A sign-in ends the cookies of the id before: where that is so at once, they are no branch any more.
  const mayBranch = servers[0]!.capabilities.revocable !== 'at once';
  await fc.assert(
    fc.asyncProperty(fc.array(wave, { minLength: 1, maxLength: 4 }), async (waves) => {
      const visitor = new Visitor();
      await visitor.request(servers[0]!, (session) => session.set('a', 0));
      const known: Branch[] = [{ token: visitor.token, state: { a: 0 }, userId: null }];

      for (const requests of waves) {
        const given = requests.map(async ({ request: any, cookie }): Promise<Branch> => {
          const request = { ...any, signsIn: any.signsIn && mayBranch };
          const from = known[cookie % known.length]!;
          return {
            token: await run(request, servers[request.server]!, new Visitor(from.token)),
            state: afterRequest(from.state, request),
            userId: request.signsIn ? 'ann' : from.userId,
          };
        });
        known.push(...(await Promise.all(given)));
      }

      for (const { token, state, userId } of known) {
        await new Visitor(token).request(servers[1]!, (session) => {
          expect(stateOf(session)).toEqual(state);
          expect(session.userId).toBe(userId);
        });
      }
    }),
    { numRuns: 50 },
  );
}
