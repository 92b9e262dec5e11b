import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Carrier } from '../../../app/session/carrier';
import { SessionEndedError } from '../../../app/session/errors';
import { Visitor, type AnySession } from './visitor';

type Step =
  | { op: 'set'; key: string; value: number }
  | { op: 'delete'; key: string }
  | { op: 'increment'; key: string; by: number };

/** One request: what it does, on which server, and how long it dawdles in between (event-loop turns). */
interface Request {
  server: number;
  reads: boolean;
  signsIn: boolean;
  steps: Step[];
  before: number;
  between: number;
}

const key = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant('set' as const), key, value: fc.integer({ min: -9, max: 9 }) }),
  fc.record({ op: fc.constant('delete' as const), key }),
  fc.record({ op: fc.constant('increment' as const), key, by: fc.integer({ min: -3, max: 3 }) }),
);
const request: fc.Arbitrary<Request> = fc.record({
  server: fc.nat({ max: 2 }),
  reads: fc.boolean(),
  signsIn: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  before: fc.nat({ max: 6 }),
  between: fc.nat({ max: 6 }),
});

type State = Record<string, number>;

/** Random requests of one session at several servers at once end as if they had come one by one. */
export async function interleavings(servers: readonly Carrier[]): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 5 }), async (requests) => {
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

/** @returns the cookie that the browser has afterwards */
async function run(each: Request, carrier: Carrier, visitor: Visitor): Promise<string | null> {
  for (let i = 0; i < each.before; i++) await turn();
  await visitor[each.reads || each.signsIn ? 'request' : 'unread'](carrier, async (session) => {
    for (const change of each.steps) {
      if (change.op === 'set') session.set(change.key, change.value);
      else if (change.op === 'delete') session.delete(change.key);
      else session.increment(change.key, change.by);
    }
    for (let i = 0; i < each.between; i++) await turn();
    // To sign in from a session that is gone begins another one: not the subject here.
    if (each.signsIn && session.isNew) throw new SessionEndedError();
    if (each.signsIn) await session.signIn('ann');
  });
  return visitor.token;
}

function stateOf(session: AnySession): State {
  const state: State = {};
  for (const name of ['a', 'b', 'c']) {
    const value: number | undefined = session.get(name);
    if (value !== undefined) state[name] = value;
  }
  return state;
}

function afterRequest(state: State, { steps }: Request): State {
  const after = { ...state };
  for (const change of steps) {
    if (change.op === 'set') after[change.key] = change.value;
    else if (change.op === 'delete') delete after[change.key];
    else after[change.key] = (after[change.key] ?? 0) + change.by;
  }
  return after;
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
