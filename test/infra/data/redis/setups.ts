import { redisStore } from '../../../../lib/infra/data/redis/redis-store';
import type { Setups } from '../../setups';

export const setups: Setups = {
  'dev with Redis alone': {
    environment: 'dev',
    config: {
      stores: [
        redisStore({
          engine: 'redis',
          nodeType: 'cache.t4g.micro',
          replicas: 0,
          failover: false,
          snapshotDays: 0,
        }),
      ],
    },
  },
  'prod with Valkey alone': {
    environment: 'prod',
    config: {
      stores: [
        redisStore({
          engine: 'valkey',
          nodeType: 'cache.r7g.large',
          replicas: 2,
          failover: true,
          snapshotDays: 7,
        }),
      ],
    },
  },
};
