// HS256 with every check that RFC 8725 asks for and it offers.
import fastifyJwt from '@fastify/jwt';
import Fastify from 'fastify';
import { claims } from './jwt-app.mjs';
import { announce, payload, secret } from './serve.mjs';

const app = Fastify();
app.register(fastifyJwt, {
  secret,
  sign: { algorithm: 'HS256', expiresIn: '10m', ...claims },
  verify: {
    algorithms: ['HS256'],
    allowedIss: claims.iss,
    allowedAud: claims.aud,
    extractToken: (request) => /(?:^|; )token=([^;]+)/.exec(request.headers.cookie ?? '')?.[1],
  },
});
app.get('/read', async (request) => {
  if (!request.headers.cookie) return { count: 0 };
  return { count: (await request.jwtVerify()).count };
});
app.get('/write', async (request, reply) => {
  const before = request.headers.cookie ? await request.jwtVerify() : { payload, count: 0 };
  const count = before.count + 1;
  const token = await reply.jwtSign({ payload: before.payload, count });
  reply.header('set-cookie', `token=${token}; Path=/; HttpOnly`);
  return { count };
});
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server.address().port);
