import { SessionTooLargeError } from '../../../../app/session/errors';
import type { Fleet } from '../fleet';
import type { AnySession } from '../visitor';

/** The longest user id in bytes: 128 characters of 4 bytes each. */
const LONGEST_USER_ID = '𝒜'.repeat(128);

/** Text whose session, with this key alone, has so many bytes. */
function filling(key: string, bytes: number): string {
  return 'x'.repeat(bytes - key.length - '""'.length);
}

export function limits(fleet: Fleet): void {
  it('is just as much as the table says, with the longest of user ids', async () => {
    const visitor = await fleet.known({ key: filling('key', fleet.maxBytes) });
    await visitor.request(fleet.b, (session) => session.signIn(LONGEST_USER_ID));
    expect(await fleet.userOf(visitor)).toBe(LONGEST_USER_ID);
    expect(await fleet.read(visitor, 'key')).toBe(filling('key', fleet.maxBytes));
  });

  it('is counted in keys, too', async () => {
    const visitor = await fleet.known();
    const values = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [
        `${i}`.padStart(64, 'k'),
        filling('', fleet.maxBytes / 8),
      ]),
    );
    const large = visitor.request(fleet.b, (session) => {
      for (const [key, value] of Object.entries(values)) session.set(key, value);
    });
    await expect(large).rejects.toThrow(SessionTooLargeError);
  });

  it.each<[string, 'request' | 'unread']>([
    ['read', 'request'],
    ['unread', 'unread'],
  ])('is refused with the name of the key, and nothing of it is stored: %s', async (_, how) => {
    const visitor = await fleet.known({ count: 1 });
    const fill = (session: AnySession) => {
      session.increment('count');
      session.set('essay', 'é'.repeat(fleet.maxBytes / 2));
    };
    const large = visitor[how](fleet.b, fill);
    await expect(large).rejects.toThrow(SessionTooLargeError);
    await expect(large).rejects.toThrow(/"essay"/);
    expect(await fleet.read(visitor, 'count')).toBe(1);
    expect(await fleet.read(visitor, 'essay')).toBeUndefined();
  });

  it('is what is left: a value that replaces another takes its room', async () => {
    const visitor = await fleet.known();
    for (let i = 0; i < 5; i++) {
      const half = String(i).repeat(Math.floor(fleet.maxBytes / 2));
      await visitor.request(fleet.b, (session) => session.set('half', half));
    }
    expect(await fleet.read(visitor, 'half')).toMatch(/^4+$/);
  });

  it('is not to be got around bit by bit', async () => {
    const visitor = await fleet.known();
    const part = 'x'.repeat(Math.floor(fleet.maxBytes / 4));
    const fill = async () => {
      for (let i = 0; i < 5; i++) {
        await visitor.unread(fleet.b, (session) => session.set(`part${i}`, part));
      }
    };
    await expect(fill()).rejects.toThrow(SessionTooLargeError);
    // Making room is always possible.
    await visitor.request(fleet.a, (session) => session.delete('part0'));
    await visitor.request(fleet.a, (session) => session.set('small', 1));
    expect(await fleet.read(visitor, 'small')).toBe(1);
  });
}
