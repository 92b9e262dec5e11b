import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  capabilitiesEnd,
  capabilitiesStart,
  capabilitiesTable,
} from '../../lib/create/capabilities-table';
import { repository } from './repository';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');

describe('docs/session-security.md', () => {
  const named = [...read('docs/session-security.md').matchAll(/\(`([^`]+)` › ([^\n]+)\)$/gm)].map(
    ([, file, title]) => [file!, title!] as const,
  );

  it('names a test for nearly every rule', () => {
    expect(named.length).toBeGreaterThan(25);
  });

  it.each(named)('names a test of %s that exists: %s', (file, title) => {
    expect(read(file)).toContain(`'${title.replaceAll("'", "\\'")}'`);
  });
});

describe('the documents', () => {
  const documents = ['README.md', 'docs/sessions.md', 'docs/session-security.md'];

  it.each(documents)('%s links only to what is there', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to]) => to!);
    const folder = document.includes('/') ? 'docs' : '';
    expect(links.filter((to) => !existsSync(join(repository, folder, to)))).toEqual([]);
  });
});

test('docs/sessions.md has the table of capabilities as the code has it', () => {
  expect(read('docs/sessions.md')).toContain(
    `${capabilitiesStart}\n\n${capabilitiesTable()}\n\n${capabilitiesEnd}`,
  );
});
