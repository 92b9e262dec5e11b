import type { KeyRing } from '../../keys/key-ring';
import { signingKey, type SigningKey } from './signing-key';

/**
 * Characters of a token, looked at before anything else. Browsers keep 4096 bytes of a cookie (RFC 6265bis,
 * 5.5): its name and attributes take up to 73 of them.
 */
export const LONGEST_TOKEN = 4000;

/**
 * What is written is kept shorter than what is read: the next key's name and signature may be longer, by so
 * many characters, and a session must survive the rotation.
 */
export const LONGEST_WRITTEN = LONGEST_TOKEN - 70;

/**
 * Signed texts of one kind: JSON Web Signatures in compact form (RFC 7515), `header.payload.signature`.
 *
 * Only our own servers sign, so only what they would have written is accepted. The header is never parsed:
 * it is looked up among the headers that the keys of the ring write, character by character. What a token
 * could ask for by its header (another algorithm or none, a key that it brings along or points to,
 * extensions, compression) is not refused by a rule each, but unknown. The payload is looked at once the
 * signature is right, not before.
 */
export class Jws {
  readonly #keys: { readonly ring: KeyRing };
  readonly #kind: string;
  #ring: KeyRing | null = null;
  #byHeader: ReadonlyMap<string, SigningKey> = new Map();
  #byName: ReadonlyMap<string, { header: string; key: SigningKey }> = new Map();

  /** @param kind the `typ`: a token of one kind is none of another (RFC 8725, 3.11) */
  constructor(keys: { readonly ring: KeyRing }, kind: string) {
    this.#keys = keys;
    this.#kind = kind;
  }

  /** @param now milliseconds since 1970: decides which key signs */
  sign(payload: string, now: number): string {
    this.#follow();
    const { header, key } = this.#byName.get(this.#ring!.current(now).kid)!;
    const text = `${header}.${Buffer.from(payload).toString('base64url')}`;
    return `${text}.${key.sign(text)}`;
  }

  /** @returns the payload as it was signed, by one of the keys of now; null: it is none of ours. Never throws. */
  verify(token: string): string | null {
    if (token.length > LONGEST_TOKEN) return null;
    this.#follow();
    const headerEnd = token.indexOf('.');
    const key = this.#byHeader.get(token.slice(0, headerEnd));
    if (key === undefined) return null;
    const payloadEnd = token.length - key.signatureLength - 1;
    if (payloadEnd <= headerEnd || token[payloadEnd] !== '.') return null;
    if (!key.verify(token.slice(0, payloadEnd), token.slice(payloadEnd + 1))) return null;
    const encoded = token.slice(headerEnd + 1, payloadEnd);
    const payload = Buffer.from(encoded, 'base64url').toString();
    // Signed or not: one spelling for each payload, and no bytes that aren't UTF-8.
    return Buffer.from(payload).toString('base64url') === encoded ? payload : null;
  }

  /** The ring may have changed since the last time. */
  #follow(): void {
    const { ring } = this.#keys;
    if (ring === this.#ring) return;
    const keys = ring.keys.map((each) => {
      const key = signingKey(each, this.#kind);
      return { header: headerOf(key.algorithm, this.#kind, key.kid), key };
    });
    this.#byHeader = new Map(keys.map(({ header, key }) => [header, key]));
    this.#byName = new Map(keys.map((each) => [each.key.kid, each]));
    this.#ring = ring;
  }
}

function headerOf(alg: string, typ: string, kid: string): string {
  return Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url');
}
