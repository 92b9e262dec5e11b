import { randomInt, scryptSync } from 'node:crypto';
import type { Browser } from './browser';
import type { TestDatabase } from './database-for-test';

export const PASSWORD = 'correct horse battery';

export const newEmail = () => `ann${randomInt(2 ** 47).toString(36)}@example.com`;

/** The hash of PASSWORD by parameters far cheaper than the server's own, which cost 0.2 s each time. */
const key = scryptSync(PASSWORD, 'salt', 32, { N: 1024, r: 8, p: 1 });
const CHEAP = `$scrypt$ln=10,r=8,p=1$c2FsdA$${key.toString('base64').replace(/=+$/, '')}`;

/** An account that is there already. @returns its address; its password is PASSWORD */
export async function account(database: TestDatabase): Promise<string> {
  const email = newEmail();
  await database.query('INSERT INTO accounts (email, password) VALUES ($1, $2)', [email, CHEAP]);
  return email;
}

/** Signs the browser in to an account of its own. @returns the account's address */
export async function signIn(browser: Browser, database: TestDatabase): Promise<string> {
  const email = await account(database);
  const { status, text } = await browser.post('/sign-in', { email, password: PASSWORD });
  if (status >= 400) throw new Error(`sign-in: ${status} ${text}`);
  return email;
}
