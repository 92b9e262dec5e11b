import { sessionCookie, writtenCookie } from '../cookie';

/** Bytes of name, value and attributes that every browser keeps (RFC 6265, 6.1). A larger cookie is dropped without a word. */
const COOKIE = 4096;
/** Seconds: no timeout may be longer. */
const LONGEST_LIFE = 366 * 86_400;

/** Characters of base64url that are left for the value. */
export const LONGEST_TOKEN = COOKIE - writtenCookie(sessionCookie(true), '', LONGEST_LIFE).length;

/**
 * Bytes of a session, keys and JSON text together. Base64url takes a quarter of the cookie, the longest user
 * id 512 bytes (128 characters of 4), the seal and the moments 53, and each key 2 more: with up to 200 keys
 * a session of this size always fits.
 */
export const MAX_BYTES = 2048;
