import type { FastifyPluginAsync } from 'fastify';
import { changed } from './change';

declare module '../session/session' {
  interface SessionData {
    counter: number;
  }
}

export const counterRoutes: FastifyPluginAsync = async (app) => {
  app.post('/counter', async (request, reply) => {
    // Nothing needs to be read for it: one round trip to the store, exact however many come at once.
    const session = request.unreadSession();
    session.increment('counter');
    await session.save();
    return changed(request, reply, { counter: session.get('counter') });
  });
};
