import { createHash } from 'node:crypto';
import rateLimit, { type FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { normalizeEmail } from '../accounts/accounts';
import { Problem } from './problem';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Marks a route on which passwords can be tried: fewer requests a minute, for each address and each account. */
    triesPassword?: boolean;
  }
}

export interface RateLimitOptions {
  /** Keeps the counts where every server sees them: in memory, each server would allow the limit anew. */
  store: FastifyRateLimitStoreCtor;
  /** Requests that try a password, a minute. */
  signIns: number;
  /** Other requests that change something, a minute. */
  changes: number;
}

const MINUTE = 60_000;

/**
 * Limits what one client may do in a minute, on routes that change something. Reading isn't limited
 * here: a count in the store for each page would cost as much as the page (AWS WAF does that sooner).
 */
export const rateLimits = plugin(
  async (app, { store, signIns, changes }: RateLimitOptions) => {
    // Before the plugin, whose own hook reads what this one sets.
    app.addHook('onRoute', (route) => {
      if (route.method !== 'POST') return;
      const max = route.config?.triesPassword ? signIns : changes;
      route.config = { ...route.config, rateLimit: { max, timeWindow: MINUTE } };
    });
    await app.register(rateLimit, {
      global: false,
      store,
      errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
    });

    // One account, however many addresses its attacker has.
    const byAccount = app.createRateLimit({
      max: signIns,
      timeWindow: MINUTE,
      keyGenerator: accountKey,
    });
    app.addHook('preHandler', async (request, reply) => {
      if (!request.routeOptions.config.triesPassword) return;
      const count = await byAccount(request);
      if (count.isAllowed || !count.isExceeded) return;
      reply.header('retry-after', count.ttlInSeconds);
      throw tooMany(count.ttl);
    });
  },
  { name: 'rate-limits' },
);

/** A hash: the store doesn't learn the address. */
function accountKey(request: FastifyRequest): string {
  const { email } = request.body as { email: string };
  return `account:${createHash('sha256').update(normalizeEmail(email)).digest('base64url')}`;
}

function tooMany(milliseconds: number): Problem {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new Problem(429, `Too many attempts. Try again in ${seconds} seconds.`);
}
