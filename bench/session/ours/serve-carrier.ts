import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { Carrier } from '../../../app/session/carrier';
import { sessionPlugin } from '../../../app/session/plugin';

declare module '../../../app/session/session' {
  interface SessionData {
    count: number;
    payload: unknown;
  }
}

/** The same as the peers hold beside their counter: about 300 bytes as JSON. */
export const payload = {
  user: 'a1b2c3d4-0000-4000-8000-000000000001',
  name: 'Ada Lovelace',
  cart: Array.from({ length: 5 }, (_, i) => ({ sku: `SKU-${1000 + i}`, quantity: i + 1 })),
  csrf: randomBytes(24).toString('base64url'),
};

/**
 * The session engine as routes use it: `/read` reads, `/write` adds one without reading (one round
 * trip), `/read-modify-write` reads, computes and writes.
 */
export async function serveCarrier(carrier: Carrier): Promise<void> {
  const app = Fastify();
  await app.register(sessionPlugin, {
    carrier,
    cookie: { name: 'session', secure: false },
    idleTimeout: 86_400,
    absoluteTimeout: 14 * 86_400,
  });
  app.get('/read', async (request) => ({ count: (await request.session()).get('count') ?? 0 }));
  app.get('/begin', async (request) => {
    const session = await request.session();
    session.set('payload', payload);
    session.set('count', 0);
    return { count: 0 };
  });
  app.get('/write', async (request) => {
    const session = request.unreadSession();
    session.increment('count');
    await session.save();
    return { count: session.get('count') };
  });
  app.get('/read-modify-write', async (request) => {
    const session = await request.session();
    const count = (session.get('count') ?? 0) + 1;
    session.set('count', count);
    return { count };
  });
  app.get('/no-session', async () => ({ count: 0 }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  answerQuestions();
  process.send?.({ port: (app.server.address() as AddressInfo).port });
}

/** Tells the benchmark the processor time used, and ends with it. */
export function answerQuestions(): void {
  process.on('message', (question) => {
    if (question === 'cpu') process.send?.({ cpu: process.cpuUsage() });
  });
  process.on('disconnect', () => process.exit());
}
