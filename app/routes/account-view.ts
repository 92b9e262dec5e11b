import type { FastifyInstance } from 'fastify';
import { DatabaseUnavailableError } from '../database/unavailable';
import type { AccountView } from '../pages/account-view';
import { StoreUnavailableError } from '../session/errors';
import type { Session } from '../session/session';

/** What the page shows of the account that is signed in; undefined if none is. */
export async function accountView(
  app: FastifyInstance,
  session: Session,
): Promise<AccountView | undefined> {
  const { userId } = session;
  if (userId === null) return undefined;
  const [notes, sessions] = await Promise.all([
    ifReadable(app.notes.newest(userId)),
    ifReadable(app.sessions.list(userId)),
  ]);
  return {
    email: session.get('email') ?? '',
    notes,
    sessions:
      sessions?.map((info) => ({ ...info, current: info.handle === session.handle })) ?? null,
  };
}

/** An outage takes what it concerns off the page, not the page. */
async function ifReadable<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) return null;
    if (error instanceof StoreUnavailableError) return null;
    throw error;
  }
}
