import type { FastifyBaseLogger } from 'fastify';
import { awsRegion } from './aws-region';
import { integer, oneOf, text, url, type Environment, type Values } from './environment';
import { redisRateLimitStore } from './redis/rate-limit-store';
import { COMMAND_TIMEOUT, createRedis } from './redis/redis';
import { RedisCarrier } from './session/redis/redis-carrier';

/** What the server must be told to find the session store. */
export const sessionStoreEnvironment = {
  REDIS_URL: url('where Redis is: redis://[user@]host:port, rediss:// for TLS', [
    'redis:',
    'rediss:',
  ]),
  REDIS_CLUSTER: oneOf(
    'whether Redis is a cluster (cluster mode); REDIS_URL then names its configuration endpoint',
    ['off', 'on'],
    { default: 'off' },
  ),
  REDIS_AUTH: oneOf('how to sign in to Redis', ['password', 'iam'], { default: 'password' }),
  REDIS_IAM_CACHE: text(
    'the id of the ElastiCache replication group that IAM tokens are signed for',
    {
      neededWhen: (environment: Environment) => environment['REDIS_AUTH'] === 'iam',
    },
  ),
  REDIS_TIMEOUT_MS: integer('how long Redis may take for a command, in milliseconds', {
    default: COMMAND_TIMEOUT,
    min: 20,
    max: 60_000,
  }),
  ...awsRegion,
};

export type SessionStoreConfig = Values<typeof sessionStoreEnvironment>;

/** Begins to connect to the session store, and goes on by itself. */
export function openSessionStore(config: SessionStoreConfig, log: FastifyBaseLogger) {
  const redis = createRedis(
    {
      url: config.REDIS_URL,
      cluster: config.REDIS_CLUSTER === 'on',
      auth: config.REDIS_AUTH,
      timeout: config.REDIS_TIMEOUT_MS,
      iamCache: config.REDIS_IAM_CACHE,
      region: config.AWS_REGION,
    },
    log,
  );
  return {
    /** For the page that says where sessions live. */
    name: 'Redis',
    carrier: new RedisCarrier(redis),
    /** For @fastify/rate-limit's option `store`. */
    rateLimitStore: redisRateLimitStore(redis),
    /** Resolves with whether it is connected, by then or within so many milliseconds. */
    ready: (milliseconds: number) => redis.ready(milliseconds),
    close: () => redis.close(),
  };
}
