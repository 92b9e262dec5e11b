import {
  createHmac,
  createPublicKey,
  sign,
  timingSafeEqual,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import type { Key } from '../../keys/key';

/** One key of the ring, as it signs one kind of token. */
export interface SigningKey {
  readonly kid: string;
  /** The key's own: a token never says by which algorithm it wants to be verified (RFC 8725, 3.1). */
  readonly algorithm: 'HS256' | 'ES256' | 'EdDSA';
  /** Characters of a signature in base64url. */
  readonly signatureLength: number;
  /** @returns the signature in base64url */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
  /** For whoever verifies without being able to sign. Null: the key is a secret. */
  readonly publicJwk: JsonWebKey | null;
}

/** @param kind of token: what is signed with a secret for one kind is worth nothing as another */
export function signingKey(key: Key, kind: string): SigningKey {
  if (key.privateKey === null) return hmacKey(key.kid, key.derive(`jwt ${kind}`));
  return key.privateKey.asymmetricKeyType === 'ed25519'
    ? pairOfKeys(key.kid, 'EdDSA', null, key.privateKey)
    : pairOfKeys(key.kid, 'ES256', 'sha256', key.privateKey);
}

function hmacKey(kid: string, secret: KeyObject): SigningKey {
  const signed = (text: string) => createHmac('sha256', secret).update(text).digest('base64url');
  return {
    kid,
    algorithm: 'HS256',
    signatureLength: 43,
    sign: signed,
    verify(text, signature) {
      // As text: there is one text for each signature, so none can be spelled in another way.
      const given = Buffer.from(signature);
      const expected = Buffer.from(signed(text));
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
    publicJwk: null,
  };
}

/** @param digest null: the algorithm has its own */
function pairOfKeys(
  kid: string,
  algorithm: 'ES256' | 'EdDSA',
  digest: 'sha256' | null,
  privateKey: KeyObject,
): SigningKey {
  const publicKey = createPublicKey(privateKey);
  // RFC 7518, 3.4: R and S one after the other, not ASN.1, whose encodings of one signature are many.
  const dsaEncoding = 'ieee-p1363';
  return {
    kid,
    algorithm,
    signatureLength: 86,
    sign: (text) =>
      sign(digest, Buffer.from(text), { key: privateKey, dsaEncoding }).toString('base64url'),
    verify(text, signature) {
      const bytes = Buffer.from(signature, 'base64url');
      // The last character has bits to spare: only the spelling that `sign` gives is taken.
      return (
        bytes.toString('base64url') === signature &&
        verify(digest, Buffer.from(text), { key: publicKey, dsaEncoding }, bytes)
      );
    },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
  };
}
