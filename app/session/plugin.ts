import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import type { Carrier } from './carrier';
import { readCookie, removedCookie, writtenCookie, type SessionCookie } from './cookie';
import { StoreUnavailableError } from './errors';
import { lifetime } from './lifetime';
import { Session, type UnreadSession } from './session';
import { Sessions } from './sessions';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The visitor's session, read at the first call. A route that doesn't ask costs nothing. What it changes
     * is stored before the reply leaves; after `reply.hijack()` only by `save`.
     * @throws StoreUnavailableError
     */
    session(): Promise<Session>;
    /** To write without reading: one round trip in all. */
    unreadSession(): UnreadSession;
    /** The plugin's own; null until the route asks. */
    [OPENED]: Session | null;
  }
  interface FastifyInstance {
    /** The sessions of a user, for a page that lists and ends them. */
    sessions: Sessions;
  }
}

export interface SessionOptions {
  carrier: Carrier;
  cookie: SessionCookie;
  /** Seconds after its last use that a session ends. */
  idleTimeout: number;
  /** Seconds after its beginning or sign-in that a session ends, used or not. */
  absoluteTimeout: number;
}

const OPENED = Symbol('session');

/** Gives each request its session, and stores it before the reply's headers leave. */
export const sessionPlugin = plugin(
  (app: FastifyInstance, options: SessionOptions, done: () => void) => {
    const { carrier, cookie, absoluteTimeout } = options;
    const life = lifetime(options.idleTimeout, absoluteTimeout);

    function open(request: FastifyRequest): Session {
      const token = readCookie(request.headers.cookie, cookie.name, carrier.wellFormed);
      return (request[OPENED] ??= new Session(carrier, life, token));
    }

    app.decorateRequest(OPENED, null);
    app.decorateRequest('session', function session(this: FastifyRequest) {
      return (this[OPENED] ?? open(this)).read();
    });
    app.decorateRequest('unreadSession', function unreadSession(this: FastifyRequest) {
      return this[OPENED] ?? open(this);
    });
    app.decorate('sessions', new Sessions(carrier, life));

    /**
     * The reply leaves after the store has the change: the next request may meet another server. Given an
     * error, Fastify answers with that instead, and runs this hook again for the new answer.
     */
    app.addHook('onSend', (request, reply, payload, next) => {
      const session = request[OPENED];
      const settled = session?.settle();
      if (session && settled) return answer(session, settled, request, reply, payload);
      if (session) writeCookie(session, reply);
      next();
      return undefined;
    });

    async function answer(
      session: Session,
      settled: Promise<void>,
      request: FastifyRequest,
      reply: FastifyReply,
      payload: unknown,
    ): Promise<void> {
      try {
        await settled;
      } catch (error) {
        // Failed for good: the answer that says so must not wait for the same failure again.
        request[OPENED] = null;
        discard(reply, payload);
        if (error instanceof StoreUnavailableError) reply.header('retry-after', error.retryAfter);
        throw error;
      }
      writeCookie(session, reply);
    }

    function writeCookie(session: Session, reply: FastifyReply): void {
      const newToken = session.takeNewToken();
      if (newToken === undefined) return;
      reply.header(
        'set-cookie',
        newToken === null
          ? removedCookie(cookie)
          : writtenCookie(cookie, newToken, absoluteTimeout),
      );
      // Who stored this answer could hand the session to somebody else (OWASP, "Web Content Caching").
      reply.header('cache-control', 'no-store');
    }

    done();
  },
  { name: 'session', fastify: '5.x' },
);

/** What the route had answered, and what must not go out with the error instead. */
function discard(reply: FastifyReply, payload: unknown): void {
  reply.removeHeader('location');
  if (payload instanceof Readable) payload.destroy();
  else if (payload instanceof ReadableStream) payload.cancel().catch(() => {});
}
