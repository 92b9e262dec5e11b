// With its defaults: an encrypted cookie that holds the id, the data in the storage.
import { serve as serveHono } from '@hono/node-server';
import { useSession, useSessionStorage } from '@hono/session';
import { Hono } from 'hono';
import { createClient } from 'redis';
import { announce, payload, redisUrl, secret } from './serve.mjs';

const client = createClient({ url: redisUrl });
await client.connect();
const app = new Hono();
app.use(
  useSessionStorage({
    async delete(id) {
      await client.del(`hono:${id}`);
    },
    async get(id) {
      const text = await client.get(`hono:${id}`);
      return text ? JSON.parse(text) : null;
    },
    async set(id, value) {
      await client.set(`hono:${id}`, JSON.stringify(value), { EX: 86_400 });
    },
  }),
  useSession({ secret: Buffer.from(secret).toString('hex').slice(0, 64) }),
);
app.get('/read', async (c) => c.json({ count: (await c.var.session.get())?.count ?? 0 }));
app.get('/write', async (c) => {
  const data = (await c.var.session.get()) ?? { payload };
  const count = (data.count ?? 0) + 1;
  await c.var.session.update({ ...data, count });
  return c.json({ count });
});
serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => announce(port));
