import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import { redisRateLimitStore } from '../../../app/redis/rate-limit-store';
import type { Redis } from '../../../app/redis/redis';
import { ask } from '../session/app-under-test';
import { connected } from '../session/redis/redis-under-test';
import { until } from '../session/until';
import { OwnRedis } from './own-redis';

let store: OwnRedis;
let connections: Redis[];
let servers: FastifyInstance[];

beforeAll(async () => {
  store = await OwnRedis.start();
  connections = await Promise.all([connected(store.url), connected(store.url)]);
  servers = await Promise.all(
    connections.map(async (redis) => {
      const app = Fastify({ forceCloseConnections: true });
      await app.register(rateLimit, { global: false, store: redisRateLimitStore(redis) });
      const limited = (name: string, timeWindow: number) =>
        app.get(`/${name}`, { config: { rateLimit: { max: 3, timeWindow } } }, async () => name);
      limited('one', 60_000);
      limited('other', 60_000);
      limited('short', 200);
      return app;
    }),
  );
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all(connections.map((redis) => redis.close()));
  await store.stop();
});

it('counts together what all servers answered, and each route by itself', async () => {
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await ask(servers[i % 2]!, 'GET', '/one')).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect((await ask(servers[0]!, 'GET', '/other')).status).toBe(200);
});

const statusOfShort = async () => (await ask(servers[0]!, 'GET', '/short')).status;

it('begins anew when the time is over', async () => {
  await until(async () => (await statusOfShort()) === 429);
  await until(async () => (await statusOfShort()) === 200);
  expect(await statusOfShort()).toBe(200);
});

it('keeps its keys where the access string of the cache allows them, each with an end', async () => {
  await ask(servers[0]!, 'GET', '/one');
  const keys = await store.ask<string[]>('KEYS', '*');
  expect(keys).toContain('rl:GET:/one:127.0.0.1');
  for (const key of keys) {
    expect(key).toMatch(/^rl:/);
    expect(Number(await store.ask('PTTL', key))).not.toBe(-1);
  }
});
