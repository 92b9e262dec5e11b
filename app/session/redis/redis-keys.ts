import { hash, randomBytes } from 'node:crypto';

/** Characters of base64url: 24 bits to spread the sessions over the slots of a cluster. */
const TAG = 4;
/** 256 bits, four times what OWASP asks for. */
const SECRET_BYTES = 32;
const TOKEN = /^[\w-]{47}$/;

/** @param replaced the token that this one takes the place of; the tag is kept */
export function newToken(replaced: string | null): string {
  const tag = replaced?.slice(0, TAG) ?? randomBytes(3).toString('base64url');
  return tag + randomBytes(SECRET_BYTES).toString('base64url');
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Tag and SHA-256 of the token. A hash without salt is enough: nobody guesses 256 random bits. */
export function handleOf(token: string): string {
  return token.slice(0, TAG) + hash('sha256', token, 'base64url');
}

/** A handle looks as a token does, and is none: nothing is stored under its hash. */
export function isHandle(text: string): boolean {
  return TOKEN.test(text);
}

export function sessionKey(handle: string): string {
  return `sess:{${handle.slice(0, TAG)}}:${handle.slice(TAG)}`;
}

/** The sorted set of a user's sessions. */
export function indexKey(userId: string): string {
  return `sess:user:${userId}`;
}
