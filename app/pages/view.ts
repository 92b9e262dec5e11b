import type { AccountView, FormProblem } from './account-view';

/** Everything that the page shows; as JSON, what a program gets for `GET /`. */
export interface HomeView {
  /** Which server answered. */
  server: string;
  /** Where sessions live, in a word. */
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
  /** Whether changes that are made at the same moment all count. */
  exact: boolean;
}

export interface CartLine {
  item: string;
  amount: number;
}
