import { memcachedStore } from '../../../../lib/infra/data/memcached/memcached-store';
import type { Setups } from '../../setups';

export const setups: Setups = {
  'dev with Memcached alone': {
    environment: 'dev',
    config: { stores: [memcachedStore({ nodeType: 'cache.t4g.micro', nodes: 1 })] },
  },
  'prod with Memcached alone': {
    environment: 'prod',
    config: { stores: [memcachedStore({ nodeType: 'cache.r7g.xlarge', nodes: 10 })] },
  },
};
