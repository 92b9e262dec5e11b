import { randomBytes } from 'node:crypto';
import type { Commit, LiveSession } from '../carrier';
import type { Lifetime } from '../lifetime';
import { mergeValues } from '../merge-values';
import type { SessionClaims } from './session-claims';
import { endOf } from './whole-seconds';

/** A session as its token told it. */
export class JwtSession implements LiveSession {
  readonly values: Map<string, string>;
  readonly userId: string | null;
  readonly createdAt: number;
  readonly lastSeenAt: number;

  constructor(
    readonly claims: SessionClaims,
    /** Given only if it is another one than came with the request. */
    readonly token?: string,
  ) {
    this.values = new Map(claims.values);
    this.userId = claims.userId;
    this.createdAt = claims.createdAt * 1000;
    this.lastSeenAt = claims.issuedAt * 1000;
  }
}

interface Changed {
  readonly claims: SessionClaims;
  /** The results of the increments, in the order of the changes. */
  readonly increments: readonly number[];
}

/**
 * The claims after a commit, as far as the timeouts are all that ends them.
 * @param before null: a session begins
 * @throws SessionTooLargeError
 * @throws NotAnIntegerError
 */
export function changedClaims(
  before: SessionClaims | null,
  { changes, rotate, signIn }: Pick<Commit, 'changes' | 'rotate' | 'signIn'>,
  lifetime: Lifetime,
  maxBytes: number,
): Changed {
  const { values, increments } = mergeValues(before?.values ?? new Map(), changes, maxBytes);
  const now = Date.now();
  // Another server's clock may be ahead: a session is never older than its token.
  const issuedAt = Math.max(Math.floor(now / 1000), before?.issuedAt ?? 0);
  const createdAt = before === null || signIn !== undefined ? issuedAt : before.createdAt;
  const claims = {
    id: before === null || rotate ? randomBytes(ID_BYTES).toString('base64url') : before.id,
    userId: signIn ?? before?.userId ?? null,
    createdAt,
    issuedAt,
    // Whole seconds: rather a moment late than early.
    expiresAt: Math.ceil(
      Math.min(now + lifetime.idle, endOf(createdAt) + lifetime.absolute) / 1000,
    ),
    refreshHash: before?.refreshHash ?? null,
    values,
  };
  return { claims, increments };
}

/** Nobody guesses it; it isn't a secret either. */
const ID_BYTES = 16;
