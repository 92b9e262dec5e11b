import type { FastifyRequest } from 'fastify';

/** The header in which a program that sends its token as Bearer gets a new one; empty: it has none any more. */
export const TOKEN_HEADER = 'session-token';

/**
 * The token of `Authorization: Bearer <token>` (RFC 6750, 2.1), for programs that keep no cookies. A program
 * that has none yet sends the bare word `Bearer`: so it gets its first in `session-token`, too.
 * @returns undefined: the request doesn't speak of Bearer, its cookie counts. Null: it does, and has no token
 * of ours, or more than one Authorization: the cookie doesn't count either. What decides on the cookie must
 * be what spares the request the check for its origin (see `plugins/same-origin`).
 */
export function bearerToken(
  request: FastifyRequest,
  wellFormed: (token: string) => boolean,
): string | null | undefined {
  if (!isBearer(request)) return undefined;
  const { authorization = '' } = request.headers;
  const token = BEARER.exec(authorization)?.[1];
  return token !== undefined && wellFormed(token) && !repeated(request) ? token : null;
}

/** Browsers don't add Authorization: Bearer by themselves, as they do cookies. */
export function isBearer({ headers, raw }: FastifyRequest): boolean {
  if (headers.authorization === undefined) return false;
  // Node keeps the first of several; any of them may be the one that somebody else went by.
  return authorizations(raw.rawHeaders).some((value) => SCHEME.test(value));
}

function repeated({ raw }: FastifyRequest): boolean {
  return authorizations(raw.rawHeaders).length > 1;
}

function authorizations(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter(
    (_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === 'authorization',
  );
}

/** RFC 9110, 11.1: the scheme's name in any case. */
const SCHEME = /^bearer(?: |$)/i;
const BEARER = /^bearer +([^ ]+)$/i;
