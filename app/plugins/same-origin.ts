import type { FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { isBearer } from '../session/bearer';
import { Problem } from './problem';

/** RFC 9110, 9.2.1: these change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Refuses requests that another site makes in the user's name (CSRF), besides SameSite cookies.
 * By the OWASP CSRF Prevention Cheat Sheet: Sec-Fetch-Site where the browser sends it (it does to
 * https and to localhost), else Origin, and where there is neither, refuse. A client that isn't a
 * browser sends `Origin: PUBLIC_URL`, or its token as Bearer: that a browser never sends by itself, and
 * the cookie of such a request doesn't count.
 */
export const sameOrigin = plugin(
  async (app, { publicUrl }: { publicUrl: string }) => {
    app.addHook('onRequest', async (request) => {
      if (!SAFE.has(request.method) && !isBearer(request) && !isOurs(request, publicUrl)) {
        throw new Problem(
          403,
          'This request did not come from this site. A program must send an Origin header.',
        );
      }
    });
  },
  { name: 'same-origin' },
);

function isOurs({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  // `none` is the user's own doing (a bookmark); `same-site` may be a neighbour on another subdomain.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return headers.origin === publicUrl;
}
