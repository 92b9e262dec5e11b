import type { Commit } from '../carrier';
import { apply, type Change } from '../changes';
import { SessionTooLargeError } from '../errors';
import type { Lifetime } from '../lifetime';
import { StoredSession } from './stored-session';

export interface Merged {
  readonly session: StoredSession;
  /** The results of the increments, in the order of the changes. */
  readonly increments: readonly number[];
}

/** A session that begins now, with nothing in it. */
export function newSession(): StoredSession {
  const now = Date.now();
  return new StoredSession(new Map(), null, now, now, '');
}

/**
 * What becomes of the session by the changes: nothing of it is stored yet.
 * @throws NotAnIntegerError | SessionTooLargeError
 */
export function merge(
  before: StoredSession,
  { changes, rotate, signIn }: Commit,
  lifetime: Lifetime,
  maxBytes: number,
): Merged {
  const values = new Map(before.values);
  const increments: number[] = [];
  for (const [key, change] of changes) {
    const json = apply(key, values.get(key), change);
    if (json === undefined) values.delete(key);
    else values.set(key, json);
    if (change.op === 'increment') increments.push(Number(json));
  }
  const now = Date.now();
  const isNoted = !rotate && now - before.lastSeenAt < lifetime.renewAfter;
  const session = new StoredSession(
    values,
    signIn ?? before.userId,
    signIn === undefined ? before.createdAt : now,
    isNoted ? before.lastSeenAt : now,
    before.version,
  );
  // Making room is always possible, also for a server that allows less than the one that filled it.
  if (session.size > maxBytes && session.size > before.size) {
    throw new SessionTooLargeError(largestKey(changes), maxBytes);
  }
  return { session, increments };
}

/** Milliseconds until the session is over by time, if it isn't used again. */
export function lifeLeft({ createdAt, lastSeenAt }: StoredSession, lifetime: Lifetime): number {
  return Math.min(createdAt + lifetime.absolute, lastSeenAt + lifetime.idle) - Date.now();
}

function largestKey(changes: ReadonlyMap<string, Change>): string {
  let largest = '';
  let most = -1;
  for (const [key, change] of changes) {
    const size = change.op === 'set' ? Buffer.byteLength(change.json) : 0;
    if (size > most) [largest, most] = [key, size];
  }
  return largest;
}
