/**
 * How long a session lives. Both ends are enforced by the server, whatever the cookie says
 * (OWASP Session Management Cheat Sheet, "Session Expiration"). Milliseconds.
 */
export interface Lifetime {
  /** It ends this long after its last use. */
  readonly idle: number;
  /** It ends this long after it began or its user signed in, used or not. */
  readonly absolute: number;
  /**
   * A use within this time of the last noted one is not noted: a write for every read would burden the
   * store, its replica and its log for a deadline that hardly moves.
   */
  readonly renewAfter: number;
}

/** Both in seconds. */
export function lifetime(idleSeconds: number, absoluteSeconds: number): Lifetime {
  const idle = idleSeconds * 1000;
  return { idle, absolute: absoluteSeconds * 1000, renewAfter: idle / 10 };
}
