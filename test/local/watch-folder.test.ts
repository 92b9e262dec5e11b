import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchFolder } from '../../lib/local/dev/watch-folder';
import { waitFor } from '../../lib/local/processes/wait-for';

let folder: string;
let stop: () => void;
const changes: string[] = [];
const failures: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'watched-'));
  mkdirSync(join(folder, 'routes'));
  writeFileSync(join(folder, 'routes/counter.ts'), '0');
  stop = watchFolder(
    folder,
    (path) => changes.push(path),
    (reason) => failures.push(reason),
  );
});

afterAll(() => {
  stop();
  rmSync(folder, { recursive: true });
});

const file = (name: string) => join(folder, 'routes', name);

/** As many editors save, and git changes files: a new one takes the place of the old one. */
function replace(name: string, text: string): void {
  writeFileSync(file(`.${name}.new`), text);
  renameSync(file(`.${name}.new`), file(name));
}

test.each([
  ['written', () => writeFileSync(file('counter.ts'), '1'), 'counter.ts'],
  ['replaced', () => replace('counter.ts', '2'), 'counter.ts'],
  ['replaced again', () => replace('counter.ts', '3'), 'counter.ts'],
  ['written after that', () => writeFileSync(file('counter.ts'), '4'), 'counter.ts'],
  ['new', () => writeFileSync(file('cart.ts'), '1'), 'cart.ts'],
  ['replaced, that was new', () => replace('cart.ts', '2'), 'cart.ts'],
])('a file that is %s is noticed', async (_, change, name) => {
  changes.length = 0;
  change();
  await waitFor(() => changes.length > 0 || undefined, 5_000);
  expect(changes).toContain(join('routes', name));
  expect(failures).toEqual([]);
});
