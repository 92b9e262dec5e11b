import { existsSync } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
const folders = (process.env.PATH ?? '').split(path.delimiter);
const applications = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Chromium or Chrome as installed on this machine. Undefined where there is none. */
export function findBrowser(): string | undefined {
  const onPath = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...onPath, ...applications].find((file) => existsSync(file));
}
