import { hash, randomBytes } from 'node:crypto';

/** 256 bits, four times what OWASP asks for. */
const SECRET_BYTES = 32;
/** 32 bytes in base64url, canonical: the last character holds two bits of nothing. */
const TOKEN = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

export function newToken(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** The primary key. A hash without salt is enough: nobody guesses 256 random bits. */
export function keyOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Looks as a token does, and is none: no session has its hash for a key. */
export function handleOf(token: string): string {
  return hash('sha256', token, 'base64url');
}

/** The key that a handle names; null: it names none. The handle may be any text that a browser sent. */
export function keyOfHandle(handle: string): Buffer | null {
  return TOKEN.test(handle) ? Buffer.from(handle, 'base64url') : null;
}

export function handleOfKey(key: Buffer): string {
  return key.toString('base64url');
}
