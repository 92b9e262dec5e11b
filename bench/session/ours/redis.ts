import { RedisCarrier } from '../../../app/session/redis/redis-carrier';
import { createRedis } from '../../../app/redis/redis';
import { serveCarrier } from './serve-carrier';

const silent = { info() {}, warn() {} };
const redis = createRedis(
  { url: process.env['REDIS_URL']!, auth: 'password', iamCache: '', region: '', timeout: 5000 },
  silent,
);
void redis.ready(5000).then(() => serveCarrier(new RedisCarrier(redis)));
