import { sessionCookie, writtenCookie } from '../../../../app/session/cookie';
import { EncryptedCookieCarrier } from '../../../../app/session/encrypted-cookie/encrypted-cookie-carrier';
import { SessionTooLargeError } from '../../../../app/session/errors';
import { type AnySession, Visitor } from '../visitor';
import { KeysUnderTest } from './cookie-under-test';

const cookie = sessionCookie(true);
const carrier = new EncryptedCookieCarrier(new KeysUnderTest(), cookie.name);
const { maxBytes } = carrier.capabilities;
const LONGEST_LIFE = 366 * 86_400;

/** What a server sends for a session of this user, with these values. */
async function sentFor(values: Record<string, unknown>, userId: string): Promise<string> {
  const visitor = new Visitor();
  await visitor.request(carrier, async (session) => {
    for (const [key, value] of Object.entries(values)) session.set(key, value);
    await session.signIn(userId);
  });
  return writtenCookie(cookie, visitor.token!, LONGEST_LIFE);
}

it('always fits 4096 bytes, with the longest user id and two hundred keys', async () => {
  const values: Record<string, unknown> = {};
  let bytes = 0;
  for (let i = 0; i < 199; i++) {
    values[`k${i}`] = 1;
    bytes += `k${i}1`.length;
  }
  values['rest'] = 'x'.repeat(maxBytes - bytes - 'rest""'.length);
  const sent = await sentFor(values, '𝒜'.repeat(128));
  expect(sent.length).toBeLessThanOrEqual(4096);
  expect(sent.length).toBeGreaterThan(4000);
});

it('is refused where a browser would drop it: with hundreds of tiny keys', async () => {
  const values = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, 1]));
  await expect(sentFor(values, '𝒜'.repeat(128))).rejects.toThrow(SessionTooLargeError);
});

it.each<[string, (session: AnySession) => void]>([
  ['the one that is set', (session) => session.set('large', 'x'.repeat(maxBytes))],
  [
    'the largest of those that are set',
    (session) => {
      session.set('small', 'x'.repeat(800));
      session.set('large', 'x'.repeat(1800));
      session.set('tiny', 1);
    },
  ],
])('names the key that is too much: %s', async (_, fill) => {
  const visitor = new Visitor();
  await visitor.request(carrier, (session) => session.set('before', 'x'.repeat(100)));
  const { token } = visitor;
  await expect(visitor.request(carrier, fill)).rejects.toThrow(
    `Session key "large": the session would be larger than ${maxBytes} bytes`,
  );
  expect(visitor.token).toBe(token);
});
