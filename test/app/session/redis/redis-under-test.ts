import { createRedis, type Redis } from '../../../../app/redis/redis';
import { RedisCarrier } from '../../../../app/session/redis/redis-carrier';
import { OwnRedis } from '../../redis/own-redis';
import type { CarrierUnderTest } from '../contract';

const silent = { info: () => {}, warn: () => {} };

/**
 * A server's connection to Redis, which is there.
 * @param timeout milliseconds: long, unless that is the subject; the machine of a test may be busy
 */
export async function connected(url: string, timeout = 5000): Promise<Redis> {
  const redis = createRedis({ url, auth: 'password', timeout, iamCache: '', region: '' }, silent);
  if (!(await redis.ready(10_000))) throw new Error(`No Redis at ${url}`);
  return redis;
}

/** Three servers with a Redis of their own. */
export async function openRedis(): Promise<CarrierUnderTest> {
  const redis = await OwnRedis.start();
  const connections = await Promise.all([1, 2, 3].map(() => connected(redis.url)));
  const [a, b, c] = connections.map((connection) => new RedisCarrier(connection));
  return {
    servers: [a!, b!, c!],
    contents: () => redis.contents(),
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
      await redis.stop();
    },
  };
}
