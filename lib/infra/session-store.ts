import type { EnvironmentName } from './config';
import { redisStore } from './data/redis/redis-store';
import type { StoreDefinition } from './store';

/** Where sessions live in each environment; `data/redis/redis-config.ts` says what each setting costs. */
export const sessionStore: Record<EnvironmentName, StoreDefinition> = {
  dev: redisStore({
    engine: 'redis',
    nodeType: 'cache.t4g.micro',
    shards: 1,
    replicas: 0,
    failover: false,
    snapshotDays: 0,
  }),
  prod: redisStore({
    engine: 'redis',
    nodeType: 'cache.t4g.small',
    shards: 1,
    replicas: 1,
    failover: true,
    snapshotDays: 1,
  }),
};
