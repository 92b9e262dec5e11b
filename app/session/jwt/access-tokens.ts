import { randomUUID } from 'node:crypto';
import type { KeyRing } from '../../keys/key-ring';
import { Jws } from './jws';

/** Seconds. It can't be called back sooner. */
export const ACCESS_TOKEN_LIFE = 300;

/** Who an access token is for, and since when. */
interface Bearer {
  readonly userId: string;
  readonly sessionId: string;
  /** When the user signed in. */
  readonly signedInAt: Date;
}

/**
 * Tokens for calling other services in the name of the user: JWT access tokens by RFC 9068, which those
 * services verify with the public keys of `/.well-known/jwks.json`. Of the session they tell who and since
 * when, and nothing of what is in it; none of them is a session here.
 */
export class AccessTokens {
  readonly #jws: Jws;
  readonly #party: string;

  /** @param publicUrl their `iss` and `aud` */
  constructor(keys: { readonly ring: KeyRing }, publicUrl: string) {
    this.#jws = new Jws(keys, 'at+jwt');
    this.#party = publicUrl;
  }

  write({ userId, sessionId, signedInAt }: Bearer): string {
    const now = Date.now();
    const issuedAt = Math.floor(now / 1000);
    const claims = {
      iss: this.#party,
      aud: this.#party,
      // RFC 9068, 2.2: who asked for it. That is this app itself.
      client_id: this.#party,
      sub: userId,
      iat: issuedAt,
      nbf: issuedAt,
      exp: issuedAt + ACCESS_TOKEN_LIFE,
      auth_time: Math.floor(signedInAt.getTime() / 1000),
      sid: sessionId,
      jti: randomUUID(),
    };
    return this.#jws.sign(JSON.stringify(claims), now);
  }
}
