import type { Change } from '../../../app/session/changes';
import { NotAnIntegerError, SessionTooLargeError } from '../../../app/session/errors';
import { mergeValues, sizeOf } from '../../../app/session/merge-values';

const set = (json: string): Change => ({ op: 'set', json });
const by = (amount: number): Change => ({ op: 'increment', by: amount });

test('changes are laid over the values, and what was there stays as it was', () => {
  const before = new Map([
    ['kept', '1'],
    ['gone', '2'],
    ['count', '3'],
  ]);
  const changes = new Map<string, Change>([
    ['count', by(4)],
    ['gone', { op: 'delete' }],
    ['new', set('"x"')],
    ['other', by(-1)],
  ]);
  const { values, increments } = mergeValues(before, changes, 100);
  expect(Object.fromEntries(values)).toEqual({ kept: '1', count: '7', new: '"x"', other: '-1' });
  expect(increments).toEqual([7, -1]);
  expect([...before.values()]).toEqual(['1', '2', '3']);
});

test('the limit is in bytes of keys and values, and names the largest that was set', () => {
  const changes = new Map([
    ['small', set('1')],
    ['large', set('"äöü"')],
  ]);
  const bytes = 'small1large"äöü"'.length + 3;
  expect(sizeOf(mergeValues(new Map(), changes, bytes).values)).toBe(bytes);
  expect(() => mergeValues(new Map(), changes, bytes - 1)).toThrow(SessionTooLargeError);
  expect(() => mergeValues(new Map(), changes, bytes - 1)).toThrow(/large/);
});

test('a session above the limit, as another release may have left it, can be made smaller', () => {
  const before = new Map([['text', `"${'x'.repeat(50)}"`]]);
  const smaller = mergeValues(before, new Map([['text', set('"xx"')]]), 3);
  expect(smaller.values.get('text')).toBe('"xx"');
  expect(() => mergeValues(before, new Map([['more', by(1)]]), 3)).toThrow(SessionTooLargeError);
});

test('what is no whole number can not be counted up', () => {
  const before = new Map([['text', '"x"']]);
  expect(() => mergeValues(before, new Map([['text', by(1)]]), 100)).toThrow(NotAnIntegerError);
});
