import type { Commit } from '../carrier';
import type { Lifetime } from '../lifetime';
import { mergeValues } from '../merge-values';
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
  const { values, increments } = mergeValues(before.values, changes, maxBytes);
  const now = Date.now();
  const isNoted = !rotate && now - before.lastSeenAt < lifetime.renewAfter;
  const session = new StoredSession(
    values,
    signIn ?? before.userId,
    signIn === undefined ? before.createdAt : now,
    isNoted ? before.lastSeenAt : now,
    before.version,
  );
  return { session, increments };
}

/** Milliseconds until the session is over by time, if it isn't used again. */
export function lifeLeft({ createdAt, lastSeenAt }: StoredSession, lifetime: Lifetime): number {
  return Math.min(createdAt + lifetime.absolute, lastSeenAt + lifetime.idle) - Date.now();
}
