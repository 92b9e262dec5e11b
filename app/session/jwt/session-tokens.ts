import type { KeyRing } from '../../keys/key-ring';
import type { Lifetime } from '../lifetime';
import { Jws } from './jws';
import { readClaims, writeClaims, type SessionClaims } from './session-claims';
import { endOf } from './whole-seconds';

/** `typ` of the header: what is signed for another purpose is no session (RFC 8725, 3.11). */
const KIND = 'session+jwt';
/** Seconds that the clocks of our servers may differ. */
const CLOCK_TOLERANCE = 30;

/** Makes and reads the signed tokens that sessions are kept in (RFC 7519). */
export class SessionTokens {
  readonly #keys: { readonly ring: KeyRing };
  readonly #jws: Jws;
  readonly #party: string;

  /** @param publicUrl stands in each token as who made it and who takes it: another app's, with the same keys by mistake, are nothing here */
  constructor(keys: { readonly ring: KeyRing }, publicUrl: string) {
    this.#keys = keys;
    this.#jws = new Jws(keys, KIND);
    this.#party = publicUrl;
  }

  write(claims: SessionClaims): string {
    return this.#jws.sign(writeClaims(claims, this.#party), claims.issuedAt * 1000);
  }

  /**
   * The claims of a token that one of our servers made. Whether it has expired is for the caller to see.
   * @returns null for all others, whatever is wrong with them. Never throws.
   */
  read(token: string): SessionClaims | null {
    const payload = this.#jws.verify(token);
    const claims = payload === null ? null : readClaims(payload, this.#party);
    if (claims === null || claims.issuedAt > Date.now() / 1000 + CLOCK_TOLERANCE) return null;
    return claims;
  }

  /** Whether one of the timeouts has passed, those of this server, or everybody was signed out since. */
  isOver(claims: SessionClaims, lifetime: Lifetime): boolean {
    const now = Date.now();
    return (
      now >= endOf(claims.createdAt) + lifetime.absolute ||
      now >= endOf(claims.issuedAt) + lifetime.idle ||
      claims.createdAt * 1000 < this.#keys.ring.signedOutBefore
    );
  }
}
