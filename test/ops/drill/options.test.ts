import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drillFlags, kinds, readDrillOptions } from '../../../lib/ops/drill/options';

const read = (line: string) =>
  readDrillOptions(
    parseArgs({ options: drillFlags, args: line.split(' ').filter(Boolean) }).values,
  );

test('without a word more it drills all that dev can have, and asks', () => {
  expect(read('--env dev')).toMatchObject({ environment: 'dev', kinds: undefined, yes: false });
});

test('prod needs a word of its own, and --yes is not it', () => {
  expect(() => read('--env prod --yes')).toThrow(
    expect.objectContaining({ exitCode: 2, cure: expect.stringContaining('--yes-in-production') }),
  );
  expect(read('--env prod --yes-in-production')).toMatchObject({ environment: 'prod', yes: false });
});

test('faults are chosen by their kinds, of those that this project has', () => {
  expect(read(`--env dev --faults ${kinds.join(',')}`).kinds).toEqual(kinds);
  expect(() => read('--env dev --faults meteor')).toThrow(
    expect.objectContaining({ exitCode: 2, cure: expect.stringContaining('server') }),
  );
});

test.each([
  '',
  '--env all',
  '--env dev --clients 0',
  '--env dev --rate 1e9',
  '--env dev --seconds 5',
])('what can not be meant is refused: %s', (line) => {
  expect(() => read(line)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

test('a report that can not be written is refused before anything is done', () => {
  expect(read(`--env dev --report ${join(tmpdir(), 'a.html')}`).reports).toHaveLength(1);
  expect(() => read('--env dev --report /no/such/folder/a.html')).toThrow(/nothing can be written/);
  expect(() => read('--env dev --report a.pdf')).toThrow(/of which kind/);
});
