import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Carrier } from '../../../app/session/carrier';
import { SessionEndedError } from '../../../app/session/errors';
import type { AnySession, Visitor } from './visitor';

type Step =
  | { op: 'set'; key: string; value: number }
  | { op: 'delete'; key: string }
  | { op: 'increment'; key: string; by: number };

/** One request: what it does, on which server, and how long it dawdles in between (event-loop turns). */
export interface RandomRequest {
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
export const randomRequest: fc.Arbitrary<RandomRequest> = fc.record({
  server: fc.nat({ max: 2 }),
  reads: fc.boolean(),
  signsIn: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  steps: fc.array(step, { minLength: 1, maxLength: 3 }),
  before: fc.nat({ max: 6 }),
  between: fc.nat({ max: 6 }),
});

export type State = Record<string, number>;

/** @returns the cookie that the browser has afterwards */
export async function run(
  each: RandomRequest,
  carrier: Carrier,
  visitor: Visitor,
): Promise<string | null> {
  await turns(each.before);
  await visitor[each.reads || each.signsIn ? 'request' : 'unread'](carrier, async (session) => {
    for (const change of each.steps) {
      if (change.op === 'set') session.set(change.key, change.value);
      else if (change.op === 'delete') session.delete(change.key);
      else session.increment(change.key, change.by);
    }
    await turns(each.between);
    // To sign in from a session that is gone begins another one: not the subject here.
    if (each.signsIn && session.isNew) throw new SessionEndedError();
    if (each.signsIn) await session.signIn('ann');
  });
  return visitor.token;
}

/** Lets so many turns of the event loop pass. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

/** What the session holds of the keys that random requests change. */
export function stateOf(session: AnySession): State {
  const state: State = {};
  for (const name of ['a', 'b', 'c']) {
    const value: number | undefined = session.get(name);
    if (value !== undefined) state[name] = value;
  }
  return state;
}

/** What the same request makes of the state when it has the session for itself. */
export function afterRequest(state: State, { steps }: RandomRequest): State {
  const after = { ...state };
  for (const change of steps) {
    if (change.op === 'set') after[change.key] = change.value;
    else if (change.op === 'delete') delete after[change.key];
    else after[change.key] = (after[change.key] ?? 0) + change.by;
  }
  return after;
}
