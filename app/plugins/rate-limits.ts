import rateLimit, { type FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import plugin from 'fastify-plugin';
import { Problem } from './problem';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How often a minute one address may ask this route; as often as for any other change if not said. */
    timesAMinute?: number;
  }
}

export interface RateLimitOptions {
  /** Keeps the counts where every server sees them: in memory, each server would allow the limit anew. */
  store: FastifyRateLimitStoreCtor;
  /** Requests that change something, a minute. */
  changes: number;
}

/** In milliseconds: the time that limits are for. */
export const MINUTE = 60_000;

/**
 * Limits what one client may do in a minute, on routes that change something. Reading isn't limited
 * here: a count in the store for each page would cost as much as the page (AWS WAF does that sooner).
 */
export const rateLimits = plugin(
  async (app, { store, changes }: RateLimitOptions) => {
    // Before the plugin, whose own hook reads what this one sets.
    app.addHook('onRoute', (route) => {
      if (route.method !== 'POST') return;
      const max = route.config?.timesAMinute ?? changes;
      // While nobody can count, work goes on; but what has a limit of its own has it for a reason.
      const skipOnError = route.config?.timesAMinute === undefined;
      route.config = { ...route.config, rateLimit: { max, timeWindow: MINUTE, skipOnError } };
    });
    await app.register(rateLimit, {
      global: false,
      store,
      errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
    });
  },
  { name: 'rate-limits' },
);

/** @param milliseconds until the next attempt may succeed */
export function tooMany(milliseconds: number): Problem {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new Problem(429, `Too many attempts. Try again in ${seconds} seconds.`);
}
