import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { TOKEN_HEADER, bearerToken } from './bearer';
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
     * is stored before the reply leaves; after `reply.hijack()` only by `save`, and nobody sends a new token.
     * @throws StoreUnavailableError
     */
    session(): Promise<Session>;
    /** To write without reading: one round trip in all. */
    unreadSession(): UnreadSession;
    /** The plugin's own; null until the route asks. */
    [OPENED]: Opened | null;
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

interface Opened {
  session: Session;
  /** How the token came is how a new one goes back. */
  by: 'cookie' | 'bearer';
}

/**
 * Gives each request its session, and stores it before the reply's headers leave. The token comes in the
 * cookie, or as `Authorization: Bearer`, whose request has no other: its cookie is not looked at.
 */
export const sessionPlugin = plugin(
  (app: FastifyInstance, options: SessionOptions, done: () => void) => {
    const { carrier, cookie, absoluteTimeout } = options;
    const life = lifetime(options.idleTimeout, absoluteTimeout);

    function open(request: FastifyRequest): Session {
      const bearer = bearerToken(request, carrier.wellFormed);
      const token =
        bearer === undefined
          ? readCookie(request.headers.cookie, cookie.name, carrier.wellFormed)
          : bearer;
      const session = new Session(carrier, life, token);
      request[OPENED] = { session, by: bearer === undefined ? 'cookie' : 'bearer' };
      return session;
    }

    app.decorateRequest(OPENED, null);
    app.decorateRequest('session', function session(this: FastifyRequest) {
      return (this[OPENED]?.session ?? open(this)).read();
    });
    app.decorateRequest('unreadSession', function unreadSession(this: FastifyRequest) {
      return this[OPENED]?.session ?? open(this);
    });
    app.decorate('sessions', new Sessions(carrier, life));

    /**
     * The reply leaves after the store has the change: the next request may meet another server. Given an
     * error, Fastify answers with that instead, and runs this hook again for the new answer.
     */
    app.addHook('onSend', (request, reply, payload, next) => {
      const opened = request[OPENED];
      const settled = opened?.session.settle();
      if (opened && settled) return answer(opened, settled, request, reply, payload);
      if (opened) writeToken(opened, reply);
      next();
      return undefined;
    });

    async function answer(
      opened: Opened,
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
        // What was done before it failed is done: a token that replaced the one sent must not be lost.
        writeToken(opened, reply);
        if (error instanceof StoreUnavailableError) reply.header('retry-after', error.retryAfter);
        // A route that waited for it has thrown it, and this is the answer that says so already.
        if (reply.statusCode === (error as { statusCode?: number }).statusCode) return;
        discard(reply, payload);
        throw error;
      }
      writeToken(opened, reply);
    }

    function writeToken({ session, by }: Opened, reply: FastifyReply): void {
      const newToken = session.takeNewToken();
      if (newToken === undefined) return;
      if (by === 'bearer') {
        reply.header(TOKEN_HEADER, newToken ?? '');
      } else if (newToken === null) {
        reply.header('set-cookie', removedCookie(cookie));
      } else {
        reply.header('set-cookie', writtenCookie(cookie, newToken, absoluteTimeout));
      }
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
