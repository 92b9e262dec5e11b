import type { Note } from '../notes/notes';

/** Everything that the page shows; as JSON, what a program gets for `GET /`. */
export interface HomeView {
  /** Which server answered. */
  server: string;
  /** Where sessions live: "Redis". */
  sessionStore: string;
  session: SessionView;
  /** Absent for who isn't signed in. */
  account?: AccountView;
  /** What went wrong with the form that was sent, shown beside it. */
  problem?: FormProblem;
}

export interface SessionView {
  /** How often this session has come; 0 when there is none yet. */
  visits: number;
  counter: number;
  cart: CartLine[];
}

export interface CartLine {
  item: string;
  amount: number;
}

export interface AccountView {
  email: string;
  /** null while PostgreSQL is away. */
  notes: Note[] | null;
  sessions: SignedInSession[];
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
