import { randomBytes } from 'node:crypto';

/** A secret as a ring wants it. */
export function secret(): string {
  return randomBytes(36).toString('base64url');
}
