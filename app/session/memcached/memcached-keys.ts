import { hash, randomBytes } from 'node:crypto';

/** Characters of base64url: 24 bits to spread the sessions over the nodes. */
const TAG = 4;
/** 256 bits, four times what OWASP asks for. */
const SECRET_BYTES = 32;
const TOKEN = /^[\w-]{47}$/;

/** Says which node keeps the session. It is no secret. */
export function tagOf(token: string): string {
  return token.slice(0, TAG);
}

export function newTag(): string {
  return randomBytes(3).toString('base64url');
}

export function newToken(tag: string): string {
  return tag + randomBytes(SECRET_BYTES).toString('base64url');
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Tag and SHA-256 of the token. A hash without salt is enough: nobody guesses 256 random bits. */
export function handleOf(token: string): string {
  return tagOf(token) + hash('sha256', token, 'base64url');
}

export function keyOf(token: string): string {
  return `sess:${handleOf(token)}`;
}
