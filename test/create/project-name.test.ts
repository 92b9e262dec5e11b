import * as fc from 'fast-check';
import { longestName, nameProblem, suggestName } from '../../lib/create/project-name';
import { options } from '../../lib/create/options';

test.each(['a', 'my-app', 'shop2', 'a-1-b', 'a'.repeat(longestName)])('%s is a name', (name) => {
  expect(nameProblem(name)).toBeUndefined();
});

test.each([
  ['', 'is empty'],
  ['My-App', 'other than'],
  ['my_app', 'other than'],
  ['my app', 'other than'],
  ['café', 'other than'],
  ['../up', 'other than'],
  ['@scope/app', 'other than'],
  ['1app', 'does not start with a letter'],
  ['-app', 'does not start with a letter'],
  ['my--app', 'two dashes'],
  ['my-app-', 'ends with a dash'],
  ['a'.repeat(longestName + 1), 'longer than'],
  ['con', 'reserved'],
  ['nul', 'reserved'],
  ['lpt1', 'reserved'],
  ['node_modules', 'reserved'],
])('%j is none: it %s', (name, problem) => {
  expect(nameProblem(name)).toContain(problem);
});

test.each([
  ['My App', 'my-app'],
  ['myApp', 'my-app'],
  ['1BadName!', 'bad-name'],
  ['@scope/app', 'scope-app'],
  ['---', undefined],
  ['con', undefined],
])('%j is near %j', (name, near) => {
  expect(suggestName(name)).toBe(near);
});

test('whatever is suggested is a name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const near = suggestName(name);
      expect(near === undefined || nameProblem(near) === undefined).toBe(true);
    }),
  );
});

test('every name fits CloudFormation, ElastiCache and npm, and the pattern for programs', () => {
  const { name } = options;
  if (name.kind !== 'text') throw new Error('The name is a text.');
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9-]{1,33}$/), (text) => {
      if (nameProblem(text)) return;
      expect(`${text}-prod-network`).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/);
      expect(`${text}-prod-001`).toMatch(/^(?!.*--)[a-z][a-z0-9-]{0,39}$/);
      expect(text).toMatch(new RegExp(name.pattern ?? ''));
    }),
  );
});
