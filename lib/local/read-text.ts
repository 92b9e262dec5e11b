import { readFileSync } from 'node:fs';

/** A file's text; '' if it can't be read, as when it isn't there (yet, or any more). */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
