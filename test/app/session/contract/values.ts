import type { Fleet } from '../fleet';
import { Visitor } from '../visitor';

export function values(fleet: Fleet): void {
  it('goes from server to server', async () => {
    const cart = [{ id: 7, name: 'tea – 茶' }, null, true, 1.5, { nested: [] }];
    const visitor = await fleet.known({ cart });
    expect(await fleet.read(visitor, 'cart')).toEqual(cart);
  });

  it('is begun by the first value that is stored, not before', async () => {
    const before = await fleet.contents();
    const visitor = new Visitor();
    await visitor.request(fleet.a, (session) => {
      expect(session.isNew).toBe(true);
      expect(session.createdAt).toBeNull();
      expect(session.handle).toBeNull();
      expect(session.get('cart')).toBeUndefined();
    });
    expect(visitor.token).toBeNull();
    expect(await fleet.contents()).toBe(before);
  });

  it('writes the cookie when it begins, and again only where the cookie is what changes', async () => {
    const visitor = await fleet.known();
    await visitor.request(fleet.b, (session) => session.set('seen', 2));
    await visitor.request(fleet.a, (session) => session.get('seen'));
    expect(visitor.cookiesSet).toBe(fleet.isInToken ? 2 : 1);
    await visitor.request(fleet.a, (session) => expect(session.isNew).toBe(false));
    expect(await fleet.read(visitor, 'seen')).toBe(2);
  });

  it('remembers when it began', async () => {
    const visitor = await fleet.known();
    const began = await visitor.request(fleet.a, (session) => session.createdAt!.getTime());
    expect(Math.abs(began - Date.now())).toBeLessThan(60_000);
    await visitor.request(fleet.b, (session) => session.set('seen', 2));
    await visitor.request(fleet.a, (session) => expect(session.createdAt!.getTime()).toBe(began));
  });

  it('deletes keys', async () => {
    const visitor = await fleet.known({ a: 1, b: 2 });
    await visitor.request(fleet.b, (session) => session.delete('a'));
    await visitor.request(fleet.a, (session) => {
      expect(session.get('a')).toBeUndefined();
      expect(session.get('b')).toBe(2);
    });
  });

  it('lives on when its last key is deleted', async () => {
    const visitor = await fleet.signedIn('ann', { a: 1 });
    await visitor.request(fleet.a, (session) => session.delete('a'));
    expect(await fleet.userOf(visitor)).toBe('ann');
    expect(await fleet.read(visitor, 'a')).toBeUndefined();
  });

  it('sees its own changes before they are stored', async () => {
    const visitor = await fleet.known({ n: 5, gone: 1 });
    await visitor.request(fleet.b, (session) => {
      session.increment('n', 2);
      session.set('list', [1]);
      session.delete('gone');
      expect([session.get('n'), session.get('list'), session.get('gone')]).toEqual([
        7,
        [1],
        undefined,
      ]);
      session.increment('gone', 3);
      session.set('n', 1);
      session.increment('n');
    });
    expect([await fleet.read(visitor, 'n'), await fleet.read(visitor, 'gone')]).toEqual([2, 3]);
  });

  it('keeps a value as it was when it was set', async () => {
    const list = [1];
    const visitor = new Visitor();
    await visitor.request(fleet.a, (session) => {
      session.set('list', list);
      list.push(2);
      session.get('list').push(3);
    });
    expect(await fleet.read(visitor, 'list')).toEqual([1]);
  });

  it('takes names of Object.prototype as the keys that they are', async () => {
    const visitor = await fleet.known({
      constructor: 'a',
      toString: { ['__proto__']: { admin: 1 } },
    });
    expect(await fleet.read(visitor, 'constructor')).toBe('a');
    expect(await fleet.read(visitor, 'hasOwnProperty')).toBeUndefined();
    expect(({} as { admin?: number }).admin).toBeUndefined();
  });

  it.each(['\u0000', '\u001f"\\', '\ud800', '\u2028', '😀é', 'a=b;c,d', '\r\nset-cookie: x', ''])(
    'keeps the text %j as it is',
    async (text) => {
      const visitor = await fleet.known({ text, list: [text] });
      expect(await fleet.read(visitor, 'text')).toBe(text);
      expect(await fleet.read(visitor, 'list')).toEqual([text]);
    },
  );
}
