import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { Redis } from './redis';
import { Script } from './script';

/** Counts, and begins the window with the first count, in one step. Answers the count and the rest of the window. */
const HIT = new Script(`
local count = redis.call('INCR', KEYS[1])
if count == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return { count, tonumber(ARGV[1]) }
end
return { count, redis.call('PTTL', KEYS[1]) }
`);

/** What the plugin passes to `child` besides what its types say. */
type RouteLimit = Parameters<FastifyRateLimitStore['child']>[0] & {
  groupId?: string;
  routeInfo: { method?: string | string[]; url?: string };
};

type Callback = Parameters<FastifyRateLimitStore['incr']>[1];

async function hit(redis: Redis, key: string, timeWindow: number, callback: Callback) {
  let result: [current: number, ttl: number];
  try {
    result = await HIT.run(redis, ['1', key, String(timeWindow)]);
  } catch (error) {
    callback(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  callback(null, { current: result[0], ttl: result[1] });
}

/**
 * A store for @fastify/rate-limit that all servers share: a limit counted by each server for itself would
 * be as many limits as there are servers. (The plugin's own Redis store speaks to ioredis only.)
 */
export function redisRateLimitStore(redis: Redis): FastifyRateLimitStoreCtor {
  return class Store implements FastifyRateLimitStore {
    #prefix = 'rl:';

    incr(key: string, callback: Callback, timeWindow: number): void {
      void hit(redis, `${this.#prefix}${key}`, timeWindow, callback);
    }

    /** For a route with a limit of its own. The routes of a group, and limits of no route, count together. */
    child({ groupId, routeInfo: { method, url } }: RouteLimit): Store {
      const store = new Store();
      if (!groupId && url) store.#prefix = `rl:${String(method)}:${url}:`;
      return store;
    }
  };
}
