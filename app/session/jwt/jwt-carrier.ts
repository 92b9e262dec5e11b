import type { Capabilities, Carrier, Commit, Committed, Loaded } from '../carrier';
import { SessionEndedError, SessionTooLargeError } from '../errors';
import { largestKey } from '../largest-key';
import type { Lifetime } from '../lifetime';
import { LONGEST_TOKEN, LONGEST_WRITTEN } from './jws';
import { changedClaims, JwtSession } from './jwt-session';
import type { SessionTokens } from './session-tokens';

/** The row of signed tokens in the table of capabilities. */
export const jwtCapabilities: Capabilities = {
  revocable: 'no',
  atomic: false,
  listable: false,
  // Fits a cookie with a public URL of 100 characters, a user id of 128 that take four bytes each, and
  // some 80 keys. Whatever is longer than that is refused by the length of its token.
  maxBytes: 1536,
  survivesNodeLoss: true,
  onStoreLoss: 'There is no store to lose: the browser holds the session.',
};

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Sessions in signed tokens: the browser holds the session itself, and every server that has the keys can
 * tell that it is genuine, without asking anybody.
 *
 * What follows from that: whoever has the token can **read** what is in it (no secrets there), a change gives
 * a new token while the old one stays what it was, and a copy of a token is good until it expires, unless
 * its key is taken out of the ring or everybody is signed out (`signed-out-before`).
 */
export class JwtCarrier implements Carrier {
  readonly capabilities = jwtCapabilities;
  readonly #tokens: SessionTokens;

  constructor(tokens: SessionTokens) {
    this.#tokens = tokens;
  }

  readonly wellFormed = (token: string): boolean =>
    token.length <= LONGEST_TOKEN && JWT.test(token);

  readonly handleOf = (token: string): string => this.#tokens.read(token)?.id ?? '';

  async load(token: string, lifetime: Lifetime): Promise<Loaded> {
    const claims = this.#tokens.read(token);
    // Half of a token that comes with a refresh secret is no session.
    if (claims === null || claims.refreshHash !== null) return 'none';
    if (Date.now() >= claims.expiresAt * 1000 || this.#tokens.isOver(claims, lifetime)) {
      return 'none';
    }
    return new JwtSession(claims);
  }

  async commit(commit: Commit, lifetime: Lifetime): Promise<Committed> {
    const before = await this.#before(commit, lifetime);
    const { claims, increments } = changedClaims(
      before?.claims ?? null,
      commit,
      lifetime,
      jwtCapabilities.maxBytes,
    );
    const token = this.#tokens.write(claims);
    if (token.length > LONGEST_WRITTEN) {
      const key = largestKey(commit.changes, claims.values);
      throw new SessionTooLargeError(key, jwtCapabilities.maxBytes);
    }
    return { token, createdAt: claims.createdAt * 1000, increments };
  }

  async #before({ token, loaded }: Commit, lifetime: Lifetime): Promise<JwtSession | null> {
    if (token === null) return null;
    if (loaded instanceof JwtSession) return loaded;
    const now = await this.load(token, lifetime);
    if (now instanceof JwtSession) return now;
    if (loaded === null) return null;
    // Its time ran out while the request ran.
    throw new SessionEndedError();
  }

  /** Only the browser can forget it: the cookie is removed. */
  async end(): Promise<void> {}
}
