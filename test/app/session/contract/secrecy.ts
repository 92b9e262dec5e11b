import type { Fleet } from '../fleet';
import { Visitor } from '../visitor';

export function secrecy(fleet: Fleet): void {
  it('is not to be made up', async () => {
    const visitor = await fleet.signedIn('ann', { seen: 1 });
    const token = visitor.token!;
    const [first] = token;
    const last = token.at(-1);
    for (const other of [
      (first === 'A' ? 'B' : 'A') + token.slice(1),
      token.slice(0, -1) + (last === 'A' ? 'B' : 'A'),
      token.slice(0, -1),
      token.slice(1),
      token + token,
    ]) {
      await new Visitor(other).request(fleet.a, (session) => {
        expect(session.isNew).toBe(true);
        expect(session.userId).toBeNull();
        expect(session.get('seen')).toBeUndefined();
      });
    }
  });

  it('is not taken over where it is not known', async () => {
    const planted = (await fleet.known()).token!.split('').toReversed().join('');
    const visitor = new Visitor(planted);
    await visitor.request(fleet.a, (session) => session.set('mine', 1));
    expect(visitor.token).not.toBe(planted);
    await new Visitor(planted).request(fleet.b, (session) => expect(session.isNew).toBe(true));
    const blind = new Visitor(planted);
    await blind.unread(fleet.b, (session) => session.set('mine', 1));
    expect(blind.token).not.toBe(planted);
  });

  it('is another one each time', async () => {
    const tokens = [];
    for (let i = 0; i < 10; i++) tokens.push((await fleet.known({ same: 1 })).token);
    expect(new Set(tokens).size).toBe(10);
  });

  it('is of a form that its carrier knows, and that a cookie can hold', async () => {
    const visitor = await fleet.signedIn('ann', { text: 'é;,"\\ \n' });
    expect(fleet.b.wellFormed(visitor.token!)).toBe(true);
    // RFC 6265, 4.1.1: no spaces, quotes, commas, semicolons or backslashes.
    expect(visitor.token).toMatch(/^[\w.~-]+$/);
  });

  it('is asked for at the store only if it can be one', () => {
    for (const text of ['', 'x', '*', 'a'.repeat(10_000), 'a b', '../../etc', '\u0000', 'é']) {
      expect(fleet.a.wellFormed(text)).toBe(false);
    }
  });

  it('is never shown to the store', async () => {
    const visitor = await fleet.known({ n: 1 });
    const tokens = [visitor.token!];
    await visitor.request(fleet.b, (session) => session.signIn('ann'));
    tokens.push(visitor.token!);
    const contents = await fleet.contents();
    if (contents === '') return;
    expect(contents).toContain('ann');
    // No run of 8 characters of it: 48 bits are more than chance would give.
    for (const token of tokens) {
      for (let i = 4; i + 8 <= token.length; i++) {
        expect(contents).not.toContain(token.slice(i, i + 8));
      }
    }
  });

  it('is not what names the session to its user', async () => {
    const visitor = await fleet.signedIn('ann', { n: 1 });
    const handle = fleet.b.handleOf(visitor.token!);
    expect(handle).not.toContain(visitor.token!);
    await new Visitor(handle).request(fleet.a, (session) => {
      expect([session.userId, session.isNew]).toEqual([null, true]);
    });
  });
}
