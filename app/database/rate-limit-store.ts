import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { BriefStatements } from './brief-statements';
import type { Perishable } from './cleaner';
import type { Statement } from './pipeline';

/** For the cleaner: a window that is over is begun anew by the next hit, if there ever is one. */
export const rateLimitWindows: Perishable = { table: 'rate_limits', key: 'key', end: 'ends_at' };

/**
 * Counts, and begins the window with the first count, in one step. $1 key, $2 milliseconds of a window.
 * The time is the statement's: one that waited for another's count belongs to when it came.
 */
const HIT: Statement = {
  name: 'rate-limit-hit',
  text: `INSERT INTO rate_limits AS r (key, hits, ends_at)
    VALUES ($1, 1, now() + $2::float8 * interval '1 ms')
    ON CONFLICT (key) DO UPDATE SET
      hits = CASE WHEN r.ends_at > now() THEN r.hits + 1 ELSE 1 END,
      ends_at = CASE WHEN r.ends_at > now() THEN r.ends_at ELSE excluded.ends_at END
    RETURNING hits, ceil(extract(epoch FROM ends_at - now()) * 1000)::float8 AS rest`,
};

/** What the plugin passes to `child` besides what its types say. */
type RouteLimit = Parameters<FastifyRateLimitStore['child']>[0] & {
  groupId?: string;
  routeInfo: { method?: string | string[]; url?: string };
};

type Callback = Parameters<FastifyRateLimitStore['incr']>[1];

async function hit(
  statements: Pick<BriefStatements, 'write'>,
  key: string,
  timeWindow: number,
  callback: Callback,
) {
  let row: { hits: number; rest: number } | undefined;
  try {
    [row] = await statements.write<{ hits: number; rest: number }>(HIT, [key, timeWindow]);
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  callback(null, { current: row!.hits, ttl: row!.rest });
}

/**
 * A store for @fastify/rate-limit that all servers share: a limit counted by each server for itself would
 * be as many limits as there are servers.
 */
export function databaseRateLimitStore(
  statements: Pick<BriefStatements, 'write'>,
): FastifyRateLimitStoreCtor {
  return class Store implements FastifyRateLimitStore {
    #prefix = '';

    incr(key: string, callback: Callback, timeWindow: number): void {
      void hit(statements, `${this.#prefix}${key}`, timeWindow, callback);
    }

    /** For a route with a limit of its own. The routes of a group, and limits of no route, count together. */
    child({ groupId, routeInfo: { method, url } }: RouteLimit): Store {
      const store = new Store();
      if (!groupId && url) store.#prefix = `${String(method)}:${url}:`;
      return store;
    }
  };
}
