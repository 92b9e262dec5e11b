import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseUnavailableError } from '../database/unavailable';
import type { Note } from '../notes/notes';
import { homePage } from '../pages/home';
import type { AccountView, FormProblem, HomeView } from '../pages/view';
import { acceptsHtml } from '../plugins/accepts-html';
import type { Session } from '../session/session';
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

  // A refused form leaves the browser at the form's address. Asked for again, that is the page too.
  for (const address of ['/sign-in', '/sign-up', '/notes']) {
    app.get(address, async (_request, reply) => reply.redirect('/', 303));
  }
}

/** The page, or what is on it as JSON. @param problem what to show beside the form that was refused */
export async function sendHome(
  request: FastifyRequest,
  reply: FastifyReply,
  problem?: FormProblem,
): Promise<FastifyReply> {
  const session = await request.session();
  const { config, sessionStoreName } = request.server;
  const view: HomeView = {
    server: config.SERVER_ID,
    sessionStore: sessionStoreName,
    session: {
      visits: session.get('visits') ?? 0,
      counter: session.get('counter') ?? 0,
      cart: cartLines(session),
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

async function accountView(
  app: FastifyInstance,
  session: Session,
): Promise<AccountView | undefined> {
  const { userId } = session;
  if (userId === null) return undefined;
  const [notes, sessions] = await Promise.all([
    notesIfReadable(app.notes.newest(userId)),
    app.sessions.list(userId),
  ]);
  return {
    email: session.get('email') ?? '',
    notes,
    sessions: sessions.map((info) => ({ ...info, current: info.handle === session.handle })),
  };
}

/** PostgreSQL's outage takes the notes off the page, not the page. */
async function notesIfReadable(notes: Promise<Note[]>): Promise<Note[] | null> {
  try {
    return await notes;
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) return null;
    throw error;
  }
}
