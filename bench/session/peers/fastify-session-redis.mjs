// @fastify/session with connect-redis, and with rolling off: its fastest setting that keeps sessions.
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import { RedisStore } from 'connect-redis';
import Fastify from 'fastify';
import { createClient } from 'redis';
import { announce, payload, redisUrl, secret } from './serve.mjs';

const client = createClient({ url: redisUrl });
await client.connect();
const app = Fastify();
app.register(fastifyCookie);
app.register(fastifySession, {
  secret,
  store: new RedisStore({ client }),
  cookie: { secure: false },
  saveUninitialized: false,
  rolling: false,
});
app.get('/read', async (request) => ({ count: request.session.count ?? 0 }));
app.get('/write', async (request) => {
  request.session.payload ??= payload;
  request.session.count = (request.session.count ?? 0) + 1;
  return { count: request.session.count };
});
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server.address().port);
