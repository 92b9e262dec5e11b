/**
 * The one file of the stacks that names the chosen session store. Another store is another
 * construct with the same members, and other lines here.
 */
import type { EnvironmentName } from './config';
import type { RedisStoreConfig } from './data/redis-store';

export { checkRedisStore as checkSessionStore } from './data/redis-store';
export { RedisStore as SessionStore } from './data/redis-store';
export type { RedisStoreConfig as SessionStoreConfig } from './data/redis-store';

/** The TCP port on which servers reach the store: the Network stack opens it and no other. */
export const sessionStorePort = 6379;

export const sessionStoreSettings: Record<EnvironmentName, RedisStoreConfig> = {
  dev: { nodeType: 'cache.t4g.micro', replicas: 0, failover: false, snapshotDays: 0 },
  prod: { nodeType: 'cache.t4g.small', replicas: 1, failover: true, snapshotDays: 1 },
};
