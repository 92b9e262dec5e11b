import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FormProblem } from '../pages/account-view';
import { homePage } from '../pages/home';
import type { HomeView } from '../pages/view';
import { acceptsHtml } from '../plugins/accepts-html';
import { accountView } from './account-view';
import { cartLines } from './cart';

declare module '../session/session' {
  interface SessionData {
    visits: number;
  }
}

export async function homeRoutes(app: FastifyInstance): Promise<void> {
  app.get('/', async (request, reply) => {
    const session = await request.session();
    // A visitor who has stored nothing gets no session, and no cookie, by looking.
    if (!session.isNew) {
      session.increment('visits');
      await session.save();
    }
    return sendHome(request, reply);
  });
}

/** The page, or what is on it as JSON. @param problem what to show beside the form that was refused */
export async function sendHome(
  request: FastifyRequest,
  reply: FastifyReply,
  problem?: FormProblem,
): Promise<FastifyReply> {
  const session = await request.session();
  const { config, sessionStore } = request.server;
  const view: HomeView = {
    server: config.SERVER_ID,
    sessionStore: sessionStore.name,
    session: {
      visits: session.get('visits') ?? 0,
      counter: session.get('counter') ?? 0,
      cart: cartLines(session),
      exact: sessionStore.atomic,
    },
    account: await accountView(request.server, session),
    problem,
  };
  // It shows one person's things: no cache may keep it.
  reply.header('cache-control', 'no-store').header('vary', 'Accept');
  return acceptsHtml(request)
    ? reply.type('text/html; charset=utf-8').send(homePage(view))
    : reply.send(view);
}
