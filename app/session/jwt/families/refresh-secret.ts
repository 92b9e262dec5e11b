import { createHmac, hash, randomBytes } from 'node:crypto';
import type { Key } from '../../../keys/key';

/** Characters: 32 bytes in base64url. */
export const REFRESH_SECRET_LENGTH = 43;

export function newRefreshSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The secret that takes this one's place. It follows from this one and a key of ours: whoever shows the
 * same secret again gets the same successor, from any server, and nothing secret has to be stored for
 * that. Neither who reads the store nor who knows only the key can tell it.
 */
export function successorOf(secret: string, key: Key): string {
  return createHmac('sha256', key.derive('session refresh')).update(secret).digest('base64url');
}

/** In base64url. Without salt: nobody guesses 256 random bits. */
export function hashOf(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
