import { accountForms } from './account-forms';
import { notesCard } from './notes-card';
import { sessionsCard } from './sessions-card';
import type { HomeView } from './view';

/** What is a user's own; to others, the forms to become one. */
export function accountCards({ account, problem }: HomeView): string {
  if (!account) return accountForms(problem);
  return notesCard(account.notes, problem) + sessionsCard(account.sessions);
}
