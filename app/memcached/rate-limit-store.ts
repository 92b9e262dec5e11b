import { hash } from 'node:crypto';
import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { Memcached } from './memcached';

/** What the plugin passes to `child` besides what its types say. */
type RouteLimit = Parameters<FastifyRateLimitStore['child']>[0] & {
  groupId?: string;
  routeInfo: { method?: string | string[]; url?: string };
};

type Callback = Parameters<FastifyRateLimitStore['incr']>[1];

async function hit(memcached: Memcached, name: string, timeWindow: number, callback: Callback) {
  // A URL or an address that a client made up may be long, or hold what no key of Memcached can.
  const hashed = hash('sha256', name, 'base64url');
  let result: { count: number; left: number };
  try {
    // While a node is away its counts begin anew elsewhere: better than to refuse a third of the clients.
    result = await memcached.nodeOrSubstituteOf(hashed).count(`rl:${hashed}`, timeWindow);
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  callback(null, { current: result.count, ttl: result.left });
}

/**
 * A store for @fastify/rate-limit that all servers share: a limit counted by each server for itself would
 * be as many limits as there are servers.
 */
export function memcachedRateLimitStore(memcached: Memcached): FastifyRateLimitStoreCtor {
  return class Store implements FastifyRateLimitStore {
    #prefix = '';

    incr(key: string, callback: Callback, timeWindow: number): void {
      void hit(memcached, `${this.#prefix}${key}`, timeWindow, callback);
    }

    /** For a route with a limit of its own. The routes of a group, and limits of no route, count together. */
    child({ groupId, routeInfo: { method, url } }: RouteLimit): Store {
      const store = new Store();
      if (!groupId && url) store.#prefix = `${String(method)}:${url}:`;
      return store;
    }
  };
}
