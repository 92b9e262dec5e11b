// A session in a signed token, in a cookie, by any library: /read verifies, /write signs anew.
import Fastify from 'fastify';
import { announce, payload } from './serve.mjs';

/** What a library one would take does with the claims that RFC 8725 asks for. */
export const claims = { iss: 'https://bench.example', aud: 'bench' };

export async function serveToken({ sign, verify }) {
  const app = Fastify();
  app.get('/read', async (request) => ({ count: (await session(request))?.count ?? 0 }));
  app.get('/write', async (request, reply) => {
    const before = await session(request);
    const count = (before?.count ?? 0) + 1;
    const token = await sign({ payload: before?.payload ?? payload, count });
    reply.header('set-cookie', `token=${token}; Path=/; HttpOnly`);
    return { count };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  announce(app.server.address().port);

  async function session(request) {
    const token = /(?:^|; )token=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    return token === undefined ? undefined : verify(token);
  }
}
