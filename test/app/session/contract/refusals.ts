import { NotAnIntegerError } from '../../../../app/session/errors';
import type { Fleet } from '../fleet';
import { Visitor } from '../visitor';

export function refusals(fleet: Fleet): void {
  it.each(['', '__proto__', ':', ':facts', '1st', 'a key', 'a\0b', 'ключ', 'x'.repeat(65)])(
    'the key %j',
    async (key) => {
      await new Visitor().request(fleet.a, (session) => {
        expect(() => session.set(key, 1)).toThrow(TypeError);
        expect(() => session.increment(key)).toThrow(TypeError);
        expect(() => session.delete(key)).toThrow(TypeError);
        expect(session.get(key)).toBeUndefined();
      });
    },
  );

  it.each([
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a date', new Date()],
    ['a map in a list', [new Map()]],
    ['a hole', [1, , 2]], // oxlint-disable-line no-sparse-arrays
    ['infinity within', { a: { b: Infinity } }],
  ])('%s, which JSON would change', async (_, value) => {
    await new Visitor().request(fleet.a, (session) => {
      expect(() => session.set('key', value)).toThrow(/Session key "key/);
    });
  });

  it('a cycle', async () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    await new Visitor().request(fleet.a, (session) => {
      expect(() => session.set('key', cycle)).toThrow(/nested deeper/);
    });
  });

  it('to increment what is no whole number', async () => {
    const visitor = await fleet.known({ name: 'Ann', price: 1.5, count: 1 });
    await visitor.request(fleet.b, (session) => {
      expect(() => session.increment('name')).toThrow(NotAnIntegerError);
      expect(() => session.increment('price')).toThrow(NotAnIntegerError);
      expect(() => session.increment('count', 0.5)).toThrow(TypeError);
      expect(() => session.increment('count', 2 ** 53)).toThrow(TypeError);
      expect(() => session.increment('count', Number.MAX_SAFE_INTEGER)).toThrow(NotAnIntegerError);
    });
  });

  it.each([
    ['text', 'Ann'],
    ['digits in quotes', '1'],
    ['a fraction', 1.5],
    ['a list', [1]],
    ['true', true],
    ['null', null],
    ['more than is exact', 2 ** 53],
  ])('to increment %s unread, and stores nothing of that request', async (_, value) => {
    const visitor = await fleet.known({ value, count: 1 });
    const blind = visitor.unread(fleet.b, (session) => {
      session.set('count', 9);
      session.increment('value');
    });
    await expect(blind).rejects.toThrow(NotAnIntegerError);
    await expect(blind).rejects.toThrow(/"value"/);
    expect(await fleet.read(visitor, 'count')).toBe(1);
  });

  it.each([
    [Number.MAX_SAFE_INTEGER - 1, 1, Number.MAX_SAFE_INTEGER],
    [-Number.MAX_SAFE_INTEGER, 0, -Number.MAX_SAFE_INTEGER],
    [-5, 5, 0],
    [7, -20, -13],
  ])('no increment that is exact: %d + %d', async (start, by, sum) => {
    const visitor = await fleet.known({ n: start });
    await visitor.unread(fleet.b, async (session) => {
      session.increment('n', by);
      await session.save();
      expect(session.get('n')).toBe(sum);
    });
    expect(await fleet.read(visitor, 'n')).toBe(sum);
  });

  it.each(['', 'x'.repeat(129)])('the user id %j', async (userId) => {
    await new Visitor().request(fleet.a, (session) => {
      expect(() => session.signIn(userId)).toThrow(TypeError);
    });
  });
}
