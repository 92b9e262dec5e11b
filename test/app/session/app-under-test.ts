import Fastify, { type FastifyInstance } from 'fastify';
import { errors } from '../../../app/plugins/errors';
import type { Carrier } from '../../../app/session/carrier';
import { sessionPlugin, type SessionOptions } from '../../../app/session/plugin';

declare module '../../../app/session/session' {
  interface SessionData {
    n: number;
    text: string;
  }
}

/** What the servers of a test share: at least a carrier. */
export interface Shared {
  readonly carrier: Carrier;
  close(): Promise<void>;
}

/** Servers of an app, and the store that they share (`StoreUnderTest`: with a network that can be made bad). */
export class AppUnderTest<Store extends Shared> {
  readonly #servers: FastifyInstance[] = [];

  /** @param store closed together with the app */
  constructor(readonly store: Store) {}

  /** A server with the routes that the tests of sessions need. Its cookie is `id`. */
  async server(
    options: Partial<SessionOptions> = {},
    before: (app: FastifyInstance) => void = () => {},
  ): Promise<FastifyInstance> {
    const app = Fastify({ forceCloseConnections: true });
    this.#servers.push(app);
    before(app);
    await app.register(errors);
    await app.register(sessionPlugin, {
      carrier: this.store.carrier,
      cookie: { name: 'id', secure: false },
      idleTimeout: 3600,
      absoluteTimeout: 86_400,
      ...options,
    });
    app.get('/nothing', async () => 'nothing');
    app.get('/read', async (request) => {
      const session = await request.session();
      return { n: session.get('n') ?? null, userId: session.userId, isNew: session.isNew };
    });
    app.post('/count', async (request) => {
      const session = await request.session();
      session.increment('n');
      return { n: session.get('n') };
    });
    app.post('/count-unread', async (request) => {
      const session = request.unreadSession();
      session.increment('n');
      await session.save();
      return { n: session.get('n') };
    });
    app.post('/sign-in', async (request) => {
      await (await request.session()).signIn('ann');
      return {};
    });
    app.post('/sign-out', async (request) => {
      await (await request.session()).signOut();
      return {};
    });
    return app;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
    await this.store.close();
  }
}

/** An answer, as a browser gets it from the network. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  /** What a browser sends back from now on: undefined if it was given no cookie, '' if it lost it. */
  cookie: string | undefined;
  milliseconds: number;
}

/** A request over the network. */
export async function ask(
  app: FastifyInstance,
  method: 'GET' | 'POST',
  path: string,
  cookie?: string,
): Promise<Answer> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('Not listening');
  const start = performance.now();
  const answer = await fetch(`http://127.0.0.1:${address.port}${path}`, {
    method,
    redirect: 'manual',
    headers: cookie ? { cookie } : {},
  });
  const body = await answer.text();
  const written = answer.headers.getSetCookie().filter((each) => /^(id|__Host-\w+)=/.test(each));
  expect(written.length).toBeLessThan(2);
  const value = written[0]?.split(';')[0];
  return {
    status: answer.status,
    headers: answer.headers,
    body,
    cookie: value?.endsWith('=') ? '' : value,
    milliseconds: performance.now() - start,
  };
}
