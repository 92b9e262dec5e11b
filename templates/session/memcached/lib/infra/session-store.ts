import type { EnvironmentName } from './config';
import { memcachedStore } from './data/memcached/memcached-store';
import type { StoreDefinition } from './store';

/** Where sessions live in each environment; `data/memcached/memcached-config.ts` says what each setting costs. */
export const sessionStore: Record<EnvironmentName, StoreDefinition> = {
  dev: memcachedStore({ nodeType: 'cache.t4g.micro', nodes: 1 }),
  prod: memcachedStore({ nodeType: 'cache.t4g.small', nodes: 3 }),
};
