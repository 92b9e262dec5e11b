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
          shards: 1,
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
          shards: 1,
          replicas: 2,
          failover: true,
          snapshotDays: 7,
        }),
      ],
    },
  },
  'dev with shards of Redis alone': {
    environment: 'dev',
    config: {
      stores: [
        redisStore({
          engine: 'redis',
          nodeType: 'cache.t4g.micro',
          shards: 2,
          replicas: 1,
          failover: true,
          snapshotDays: 0,
        }),
      ],
    },
  },
  'prod with as many nodes of Valkey as there may be': {
    environment: 'prod',
    project: { name: 'a'.repeat(31) },
    config: {
      stores: [
        redisStore({
          engine: 'valkey',
          nodeType: 'cache.m7g.4xlarge',
          shards: 10,
          replicas: 5,
          failover: true,
          snapshotDays: 35,
        }),
      ],
    },
  },
};
