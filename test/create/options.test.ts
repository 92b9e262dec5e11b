import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../lib/create/answers';
import { packageManagers } from '../../lib/create/package-manager';
import { flagForm, optionNames, options } from '../../lib/create/options';
import type { OptionName } from '../../lib/create/options';
import { optionsTable, tableEnd, tableStart } from '../../lib/create/options-table';
import { schema } from '../../lib/create/schema';
import { repository } from './repository';

const choices = optionNames.flatMap((name) => {
  const option = options[name];
  return option.kind === 'choice' ? [{ name, option }] : [];
});

test.each(optionNames)('the default of --%s is an answer to it', (name) => {
  const value = options[name].default;
  expect(typeof value === 'string' ? refuse(name, value) : undefined).toBeUndefined();
});

test.each(choices)('--$name takes each of its choices', ({ name, option }) => {
  for (const { value } of option.choices) expect(refuse(name, value)).toBeUndefined();
});

test.each(choices)(
  '--$name refuses what is planned by name, the rest as unknown',
  ({ name, option }) => {
    for (const value of option.planned) {
      expect(refuse(name, value)?.problem).toBe('not in this version yet.');
    }
    expect(refuse(name, 'mongo')?.problem).toBe(`not ${option.noun}.`);
    expect(refuse(name, 'mongo')?.cure).toContain(option.default);
  },
);

test.each<[OptionName, string, boolean]>([
  ['region', 'us-east-1', true],
  ['region', 'us-gov-west-1', true],
  ['region', 'eusc-de-east-1', true],
  ['region', 'mars', false],
  ['region', 'us-east-1a', false],
  ['domain', 'example.com', true],
  ['domain', 'a.b.example.co.uk', true],
  ['domain', 'localhost', false],
  ['domain', 'https://example.com', false],
  ['domain', "x'.com", false],
  ['domain', 'Example.com', false],
  ['domain', `${'a'.repeat(64)}.com`, false],
  ['hosted-zone-id', 'Z0123456789ABCDEFGHIJ', true],
  ['hosted-zone-id', '/hostedzone/Z1', false],
])('--%s %s: %s', (name, value, fine) => {
  expect(refuse(name, value) === undefined).toBe(fine);
});

test('every package manager on offer can install', () => {
  const { pm } = options;
  expect(pm.kind === 'choice' && pm.choices.map(({ value }) => value)).toEqual(
    Object.keys(packageManagers),
  );
});

test('the schema has every option that one would choose', () => {
  const described = optionNames.filter((name) => name !== 'help' && name !== 'version');
  expect(schema('1.2.3')).toMatchObject({
    version: '1.2.3',
    required: ['name'],
    properties: Object.fromEntries(
      described.map((name) => [name, { flag: flagForm(name), description: options[name].help }]),
    ),
    dependentRequired: { domain: ['hosted-zone-id'], 'hosted-zone-id': ['domain'] },
  });
});

test('the README has the table of options as it is', () => {
  const file = join(repository, 'README.md');
  const readme = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, after = ''] = readme.split(tableStart);
  expect(after.split(tableEnd)[0]!.trim()).toBe(optionsTable());
});
