import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../lib/create/answers';
import { coloursFor } from '../../lib/create/colours';
import { combinations } from '../../lib/create/combinations';
import { possibleChoices } from '../../lib/create/contradictions';
import { help } from '../../lib/create/help';
import { packageManagers } from '../../lib/create/package-manager';
import { optionNames } from '../../lib/create/option';
import type { OptionName } from '../../lib/create/option';
import { flagForm, options } from '../../lib/create/options';
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

describe('choices that clash', () => {
  const values = (name: OptionName, chosen: object) =>
    possibleChoices(name, chosen).map(({ value }) => value);

  test('are not offered to who has answered the other one', () => {
    expect(values('database', { session: 'database' })).toEqual(['postgres', 'aurora']);
    expect(values('database', { session: 'jwt' })).toEqual(['postgres', 'aurora', 'none']);
    expect(values('session', { database: 'none' })).not.toContain('database');
    expect(values('session', {})).toContain('database');
  });

  test('leave the default of every question', () => {
    for (const { name, option } of choices) {
      for (const chosen of combinations) {
        expect(values(name, { ...chosen, [name]: undefined })).toContain(option.default);
      }
    }
  });

  test('are named in the help and in the schema', () => {
    expect(help('1.2.3', 1000, coloursFor(1, { NO_COLOR: '1' }))).toMatch(
      /^ +none .*Not with --session database\.$/m,
    );
    expect(schema('1.2.3')).toMatchObject({
      allOf: [
        {
          not: {
            properties: { session: { const: 'database' }, database: { const: 'none' } },
            required: ['session', 'database'],
          },
        },
        { if: { required: ['repository'] }, then: { properties: { ci: { const: 'github' } } } },
      ],
    });
  });
});

test('the help says of every store what it gives and what it does not', () => {
  const text = help('1.2.3', 1000, coloursFor(1, { NO_COLOR: '1' }));
  for (const name of ['session', 'database'] as const) {
    const { option } = choices.find((choice) => choice.name === name)!;
    for (const choice of option.choices) expect(text).toContain(`${choice.value} `);
    for (const choice of option.choices) expect(text).toContain(choice.help);
  }
});

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
  ['repository', 'octo-org/my.app_1', true],
  ['repository', 'octo-org@1234/my-app@5678', true],
  ['repository', 'octo-org@1234/my-app', false],
  ['repository', 'octo-org/my-app@5678', false],
  ['repository', 'my-app', false],
  ['repository', '-octo/my-app', false],
  ['repository', 'octo-org/*', false],
  ['repository', 'https://github.com/octo-org/my-app', false],
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
    dependentRequired: {
      domain: ['hosted-zone-id'],
      'hosted-zone-id': ['domain'],
      repository: ['ci'],
    },
  });
});

test('the README has the table of options as it is', () => {
  const file = join(repository, 'README.md');
  const readme = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, after = ''] = readme.split(tableStart);
  expect(after.split(tableEnd)[0]!.trim()).toBe(optionsTable());
});
