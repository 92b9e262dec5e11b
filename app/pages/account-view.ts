import type { Note } from '../notes/notes';

/** What the page shows to who is signed in. */
export interface AccountView {
  email: string;
  /** null while PostgreSQL is away. */
  notes: Note[] | null;
  /** null while they can't be listed. */
  sessions: SignedInSession[] | null;
}

export interface SignedInSession {
  /** Names the session without giving it away. */
  handle: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** Whether it is the one that asks. */
  current: boolean;
}

/** The forms of the page that can be refused. */
export type Form = 'sign-in' | 'sign-up' | 'note';

export interface FormProblem {
  form: Form;
  message: string;
  /** What was typed, to be mended rather than typed again. Never the password. */
  email?: string;
  text?: string;
}
