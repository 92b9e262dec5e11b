// With a key, as its documentation recommends; a secret and a salt would only be slower to start.
import { randomBytes } from 'node:crypto';
import secureSession from '@fastify/secure-session';
import Fastify from 'fastify';
import { announce, payload } from './serve.mjs';

const app = Fastify();
app.register(secureSession, { key: randomBytes(32), cookie: { path: '/', httpOnly: true } });
app.get('/read', async (request) => ({ count: request.session.get('count') ?? 0 }));
app.get('/write', async (request) => {
  if (!request.session.get('payload')) request.session.set('payload', payload);
  const count = (request.session.get('count') ?? 0) + 1;
  request.session.set('count', count);
  return { count };
});
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server.address().port);
