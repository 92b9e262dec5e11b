import type { RedisKind } from './redis/programs';
import { redisService } from './redis/redis';
import type { LocalService } from './service';

/** ElastiCache's Redis OSS 7.1 has 7.0's commands. */
export const redisKind: RedisKind = {
  name: 'Redis',
  programs: ['redis-server', 'valkey-server'],
  commandsOf: 'redis-7.0',
};

/** The local servers that the project's session store needs. */
export const sessionStoreServices: readonly LocalService[] = [redisService(redisKind)];
