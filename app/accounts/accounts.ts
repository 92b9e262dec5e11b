import type { Database } from '../database/database';
import { createPasswords } from './passwords';

export interface Account {
  id: string;
  email: string;
}

export interface Accounts {
  /** Makes an account, or gives undefined when the address has one already. */
  signUp(email: string, password: string): Promise<Account | undefined>;
  /** The account with this address and password, or undefined: which of the two is wrong isn't told. */
  signIn(email: string, password: string): Promise<Account | undefined>;
}

export function createAccounts(database: Database): Accounts {
  const passwords = createPasswords();

  return {
    async signUp(email, password) {
      const hash = await passwords.hash(password);
      const [account] = await database.query<Account>(
        `INSERT INTO accounts (email, password) VALUES ($1, $2)
         ON CONFLICT (lower(email)) DO NOTHING RETURNING id, email`,
        [normalizeEmail(email), hash],
      );
      return account;
    },

    async signIn(email, password) {
      const [row] = await database.query<Account & { password: string }>(
        'SELECT id, email, password FROM accounts WHERE lower(email) = lower($1)',
        [normalizeEmail(email)],
      );
      const right = await passwords.verify(password, row?.password);
      return row && right ? { id: row.id, email: row.email } : undefined;
    },
  };
}

/**
 * One spelling for one mailbox, as far as that holds everywhere: blanks, Unicode composition and case.
 * Dots and +tags are the mail provider's business.
 */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
