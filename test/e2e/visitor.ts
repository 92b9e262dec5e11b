import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from './find-browser';

/** A person at a real browser. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
}

/** Makes an account, keeps a note, counts and shops; then leaves, comes back and finds the note. */
export async function signUpAndUse(page: Page, url: string, email: string): Promise<void> {
  const password = 'a password of some length';
  await page.goto(url);
  await page.getByRole('button', { name: 'Count up' }).click();
  await page.getByText('Make an account').click();
  await page.locator('#sign-up-email').fill(email);
  await page.locator('#sign-up-password').fill(password);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.getByText(email).waitFor();

  await page.getByRole('button', { name: 'Count up' }).click();
  await page.getByRole('button', { name: /^Add / }).first().click();
  await page.getByLabel('New note').fill('milk & <b>honey</b>');
  await page.getByRole('button', { name: 'Keep' }).click();
  await page.getByText('milk & <b>honey</b>').waitFor();

  await page.locator('form[action="/sign-out"] button').click();
  await page.locator('#sign-in-email').fill(email);
  await page.locator('#sign-in-password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('milk & <b>honey</b>').waitFor();
}
