import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** An empty folder, gone after the test file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-'));
  made.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Every file below `folder`, by its path with slashes. */
export function filesIn(folder: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const enter = (below: string) => {
    for (const name of readdirSync(join(folder, below)).sort()) {
      const file = below ? `${below}/${name}` : name;
      if (lstatSync(join(folder, file)).isDirectory()) enter(file);
      else found.set(file, readFileSync(join(folder, file)));
    }
  };
  enter('');
  return found;
}
