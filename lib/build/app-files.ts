import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const APP = resolve(__dirname, '../../app');

/** Every file that another loads by `await import('./NAME')`. Relative to app/. */
export function loadedLater(folder = ''): string[] {
  const { code, folders } = contentOf(folder);
  const found = code.flatMap((path) => [
    ...source(path).matchAll(/await import\('\.\/([\w-]+)'\)/g),
  ]);
  return [
    ...found.map(([, name]) => join(folder, `${name}.ts`)),
    ...folders.flatMap((path) => loadedLater(path)),
  ];
}

/**
 * Every file that isn't code, and every folder without any, beside code that reads from its own place:
 * by `__dirname`. Relative to app/.
 */
export function readAtRunTime(folder = ''): string[] {
  const { code, folders, others } = contentOf(folder);
  const isRead = code.some((path) => source(path).includes('__dirname'));
  return [
    ...(isRead ? [...others, ...folders.filter((path) => !hasCode(path))] : []),
    ...folders.flatMap((path) => readAtRunTime(path)),
  ];
}

function hasCode(folder: string): boolean {
  const { code, folders } = contentOf(folder);
  return code.length > 0 || folders.some(hasCode);
}

function source(path: string): string {
  return readFileSync(join(APP, path), 'utf8');
}

function contentOf(folder: string) {
  const entries = readdirSync(join(APP, folder), { withFileTypes: true });
  const paths = (wanted: typeof entries) => wanted.map(({ name }) => join(folder, name));
  const files = entries.filter((entry) => !entry.isDirectory());
  return {
    code: paths(files.filter(({ name }) => name.endsWith('.ts'))),
    others: paths(files.filter(({ name }) => !name.endsWith('.ts'))),
    folders: paths(entries.filter((entry) => entry.isDirectory())),
  };
}
