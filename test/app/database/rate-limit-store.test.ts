import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance } from 'fastify';
import type { BriefStatements } from '../../../app/database/brief-statements';
import { Cleaner } from '../../../app/database/cleaner';
import type { Database } from '../../../app/database/database';
import { databaseRateLimitStore, rateLimitWindows } from '../../../app/database/rate-limit-store';
import type { TestDatabase } from '../database-for-test';
import { ask } from '../session/app-under-test';
import { until } from '../session/until';
import { briefStatements, databaseWithRateLimits } from './brief-statements-for-test';

let database: TestDatabase;
let connections: BriefStatements[];
let servers: FastifyInstance[];

beforeAll(async () => {
  database = await databaseWithRateLimits();
  connections = await Promise.all([1, 2].map(() => briefStatements(database.url)));
  servers = await Promise.all(
    connections.map(async (statements) => {
      const app = Fastify({ forceCloseConnections: true });
      await app.register(rateLimit, { global: false, store: databaseRateLimitStore(statements) });
      const limited = (name: string, timeWindow: number) =>
        app.get(`/${name}`, { config: { rateLimit: { max: 3, timeWindow } } }, async () => name);
      limited('one', 60_000);
      limited('other', 60_000);
      limited('short', 200);
      limited('many', 60_000);
      return app;
    }),
  );
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all(connections.map((statements) => statements.close()));
  await database.drop();
});

const status = async (path: string, server = 0) =>
  (await ask(servers[server]!, 'GET', path)).status;

it('counts together what all servers answered, and each route by itself', async () => {
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push(await status('/one', i % 2));
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect(await status('/other')).toBe(200);
});

it('counts each of many that come at once', async () => {
  const statuses = await Promise.all(Array.from({ length: 20 }, (_, i) => status('/many', i % 2)));
  expect(statuses.filter((each) => each === 200)).toHaveLength(3);
  const [row] = await database.query<{ hits: number }>(
    `SELECT hits FROM rate_limits WHERE key LIKE '%/many:%'`,
  );
  expect(row?.hits).toBe(20);
});

it('begins anew when the time is over', async () => {
  await until(async () => (await status('/short')) === 429);
  await until(async () => (await status('/short')) === 200);
  expect(await status('/short')).toBe(200);
});

it('says how long the window still lasts', async () => {
  await status('/one');
  const { headers } = await ask(servers[1]!, 'GET', '/one');
  const rest = Number(headers.get('retry-after'));
  expect(rest).toBeGreaterThan(0);
  expect(rest).toBeLessThanOrEqual(60);
});

it('is forgotten when the window is over and nobody comes again', async () => {
  await status('/one');
  await status('/short');
  const asDatabase = { query: (sql: string, values: unknown[]) => database.query(sql, values) };
  const cleaner = new Cleaner(asDatabase as Database, [rateLimitWindows], { warn: () => {} });
  const keys = async () =>
    (await database.query<{ key: string }>('SELECT key FROM rate_limits')).map(({ key }) => key);
  await until(async () => {
    await cleaner.clean();
    return !(await keys()).some((key) => key.includes('/short'));
  });
  expect(await keys()).toContain('GET:/one:127.0.0.1');
});

it('is refused where PostgreSQL can not count', async () => {
  await database.query('ALTER TABLE rate_limits RENAME TO elsewhere');
  expect(await status('/one')).toBe(500);
  await database.query('ALTER TABLE elsewhere RENAME TO rate_limits');
  expect(await status('/one')).toBe(429);
});
