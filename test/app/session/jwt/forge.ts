import { signingKey } from '../../../../app/session/jwt/signing-key';
import { PUBLIC_URL, type Ring } from './jwt-under-test';

type Json = Record<string, unknown>;

/** The text in base64url. An object as its JSON. */
export function encoded(value: string | Buffer | object): string {
  const bytes = typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);
  return Buffer.from(bytes as string).toString('base64url');
}

export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** The claims of a session, as our servers write them. @param changes undefined leaves a claim out */
export function claims(changes: Json = {}): Json {
  const now = nowInSeconds();
  return {
    iss: PUBLIC_URL,
    aud: PUBLIC_URL,
    sub: 'ann',
    iat: now,
    nbf: now,
    exp: now + 600,
    auth_time: now,
    sid: 'AAAAAAAAAAAAAAAAAAAAAA',
    data: { n: 1 },
    ...changes,
  };
}

/** What the key of that name signs, of whatever text: as if our own server had gone mad. */
export function signedBy(
  { ring }: Ring,
  text: string,
  kid = 'first',
  kind = 'session+jwt',
): string {
  return signingKey(ring.named(kid)!, kind).sign(text);
}

/** The header that our servers write for the key of that name. */
export function header({ ring }: Ring, changes: Json = {}, kid = 'first'): Json {
  const { algorithm } = signingKey(ring.named(kid)!, '');
  return { alg: algorithm, typ: 'session+jwt', kid, ...changes };
}

/** A token with these parts, rightly signed. Text is taken as it is, an object as its JSON. */
export function forge(ring: Ring, parts: { header?: string | Json; payload?: string | Json } = {}) {
  const text = `${encoded(parts.header ?? header(ring))}.${encoded(parts.payload ?? claims())}`;
  return `${text}.${signedBy(ring, text)}`;
}
