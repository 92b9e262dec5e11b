import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { normalizeEmail } from '../accounts/accounts';
import { MINUTE, tooMany } from '../plugins/rate-limits';

/**
 * For routes on which a password can be tried: so many attempts a minute on one account, however many
 * addresses its attacker has.
 */
export function accountLimit(app: FastifyInstance, max: number): preHandlerAsyncHookHandler {
  const count = app.createRateLimit({ max, timeWindow: MINUTE, keyGenerator: accountKey });
  return async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    reply.header('retry-after', counted.ttlInSeconds);
    throw tooMany(counted.ttl);
  };
}

/** A hash: the store doesn't learn the address. */
function accountKey(request: FastifyRequest): string {
  const { email } = request.body as { email: string };
  return `account:${createHash('sha256').update(normalizeEmail(email)).digest('base64url')}`;
}
