import { redisService } from './redis/redis';
import type { LocalService } from './service';

/** The local servers that the project's session store needs. ElastiCache's Redis OSS 7.1 has 7.0's commands. */
export const sessionStoreServices: readonly LocalService[] = [
  redisService({ programs: ['redis-server', 'valkey-server'], commandsOf: 'redis-7.0' }),
];
