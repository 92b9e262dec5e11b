import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Asset {
  /** Where the page asks for it. The hash of its content is in it, so browsers may keep it for ever. */
  path: string;
  hash: string;
  file: string;
  type: string;
  body: Buffer;
}

/** The files lie beside this one in the sources, and beside server.js in the bundle. */
function load(file: string, type: string): Asset {
  const body = readFileSync(join(__dirname, file));
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12);
  return { path: `/assets/${hash}/${file}`, hash, file, type, body };
}

export const style = load('style.css', 'text/css; charset=utf-8');
export const icon = load('icon.svg', 'image/svg+xml');
