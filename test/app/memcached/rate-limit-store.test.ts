import type { AddressInfo } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Memcached } from '../../../app/memcached/memcached';
import { memcachedRateLimitStore } from '../../../app/memcached/rate-limit-store';
import { errors } from '../../../app/plugins/errors';
import { ask } from '../session/app-under-test';
import { connected } from '../session/memcached/memcached-under-test';
import { until } from '../session/until';
import { OwnMemcached } from './own-memcached';

let stores: OwnMemcached[];
let connections: Memcached[];
let servers: FastifyInstance[];

beforeEach(async () => {
  stores = await Promise.all([OwnMemcached.start(), OwnMemcached.start()]);
  const nodes = stores.map(({ address }) => address);
  connections = await Promise.all([connected(nodes), connected(nodes)]);
  servers = await Promise.all(
    connections.map(async (memcached) => {
      const app = Fastify({ forceCloseConnections: true, trustProxy: true });
      await app.register(errors);
      await app.register(rateLimit, { global: false, store: memcachedRateLimitStore(memcached) });
      const limited = (name: string, timeWindow: number) =>
        app.get(`/${name}`, { config: { rateLimit: { max: 3, timeWindow } } }, async () => name);
      limited('one', 60_000);
      limited('other', 60_000);
      limited('short', 200);
      return app;
    }),
  );
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all(connections.map((memcached) => memcached.close()));
  await Promise.all(stores.map((store) => store.stop()));
});

/** What a server answers to a client that a proxy says has this address. */
async function statusFor(remote: string): Promise<number> {
  if (!servers[0]!.server.listening) await servers[0]!.listen({ port: 0, host: '127.0.0.1' });
  const { port } = servers[0]!.server.address() as AddressInfo;
  const headers = { 'x-forwarded-for': remote };
  return (await fetch(`http://127.0.0.1:${port}/one`, { headers })).status;
}

it('counts together what all servers answered, and each route by itself', async () => {
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await ask(servers[i % 2]!, 'GET', '/one')).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect((await ask(servers[0]!, 'GET', '/other')).status).toBe(200);
});

it('counts exactly what comes at once', async () => {
  for (const server of servers) await ask(server, 'GET', '/other');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => ask(servers[i % 2]!, 'GET', '/one')),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
});

it('begins anew when the time is over', async () => {
  const status = async () => (await ask(servers[0]!, 'GET', '/short')).status;
  await until(async () => (await status()) === 429);
  await until(async () => (await status()) === 200);
});

it('says how long to wait', async () => {
  let answer = await ask(servers[0]!, 'GET', '/one');
  while (answer.status === 200) answer = await ask(servers[0]!, 'GET', '/one');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(30);
  expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
});

it('takes any address that a client may have made up, and shows the store none', async () => {
  for (const remote of ['x y', 'x'.repeat(1000), 'é', '203.0.113.7']) {
    expect(await statusFor(remote)).toBe(200);
  }
  const keys = (await Promise.all(stores.map((store) => store.keys()))).flat();
  expect(keys).toHaveLength(4);
  for (const key of keys) expect(key).toMatch(/^rl:[\w-]{43}$/);
});

it('goes on counting while a node is away, on another one', async () => {
  await stores[0]!.kill();
  for (let i = 0; i < 10; i++) {
    await until(async () => (await statusFor(`203.0.113.${i}`)) !== 503);
    await until(async () => (await statusFor(`203.0.113.${i}`)) === 429);
  }
});

it('is 503 when all nodes are away', async () => {
  await Promise.all(stores.map((store) => store.kill()));
  await until(async () => (await ask(servers[0]!, 'GET', '/one')).status === 503);
});
