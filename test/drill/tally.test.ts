import { Tally } from '../../lib/drill/tally';

/** A tally of which so many changes have been acknowledged, one after the other, in seconds 1, 2, 3… */
function counted(times: number): Tally {
  const tally = new Tally('it');
  for (let value = 1; value <= times; value++) tally.changed([value], 0, value);
  return tally;
}

const summary = (found: ReturnType<Tally['changed']>) =>
  found.map((each) =>
    each.kind === 'lost' ? `lost ${each.acknowledgedAt.join()}` : `${each.count} too many`,
  );

test('changes that count by one are as they should be', () => {
  const tally = counted(2);
  expect(tally.changed([3], 0, 3)).toEqual([]);
  expect(tally.seen(3, 4)).toEqual([]);
  expect(tally.acknowledged).toBe(3);
});

test('changes of the same moment may be answered in any order', () => {
  const tally = counted(2);
  expect(tally.changed([5, 3, 4], 0, 3)).toEqual([]);
  expect(tally.acknowledged).toBe(5);
});

test('one that nobody answered may have been made, now or later, or not', () => {
  for (const value of [2, 3]) {
    const tally = counted(2);
    tally.changed([], 1, 3);
    expect(tally.seen(value, 4)).toEqual([]);
  }
  const late = counted(2);
  late.changed([], 1, 3);
  expect(late.seen(2, 4)).toEqual([]);
  expect(late.changed([4], 0, 5)).toEqual([]);
});

test('but it counts once: more than that was made twice', () => {
  const tally = counted(2);
  tally.changed([], 1, 3);
  expect(summary(tally.seen(4, 4))).toEqual(['1 too many']);
  expect(summary(tally.seen(5, 5))).toEqual(['1 too many']);
});

test('what was acknowledged and is not there is lost, the latest first', () => {
  expect(summary(counted(5).seen(3, 6))).toEqual(['lost 4,5']);
  expect(summary(counted(5).changed([4], 0, 6))).toEqual(['lost 4,5']);
  expect(summary(counted(5).changed([5], 0, 6))).toEqual(['lost 5']);
});

test('what was seen once must stay, too', () => {
  const tally = counted(2);
  tally.changed([], 1, 3);
  tally.seen(3, 4);
  expect(summary(tally.seen(2, 5))).toEqual(['lost 4']);
});

test('two changes with one answer are one that was lost', () => {
  expect(summary(counted(2).changed([3, 3], 0, 3))).toEqual(['lost 3']);
});

test('a loss is told once, not again at each look', () => {
  const tally = counted(5);
  tally.seen(3, 6);
  expect(tally.seen(3, 7)).toEqual([]);
  expect(tally.changed([4], 0, 8)).toEqual([]);
});
