import { writtenCookie } from '../../../../app/session/cookie';
import { SessionTooLargeError } from '../../../../app/session/errors';
import { JwtCarrier, jwtCapabilities } from '../../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../../app/session/jwt/session-tokens';
import { Visitor } from '../visitor';
import { pem, ringOf } from './jwt-under-test';

/** What browsers keep of one cookie: name, value and attributes (RFC 6265bis, 5.5). */
const LONGEST_COOKIE = 4096;
/** What a refresh secret, and its hash among the claims, add where there is one. */
const REFRESH_SECRET = 120;
const { maxBytes } = jwtCapabilities;

/** As long as anything can be that stands in a token beside the session. */
const ring = ringOf({
  '2020-01-01T00:00:00.000Z': pem('P-256'),
});
const carrier = new JwtCarrier(new SessionTokens(ring, `https://${'a'.repeat(92)}`));

function cookieOf({ token }: Visitor): string {
  return writtenCookie({ name: '__Host-session', secure: true }, token!, 366 * 86_400);
}

it('a session as large as the table says fits a cookie, whoever is signed in', async () => {
  const visitor = new Visitor();
  await visitor.request(carrier, async (session) => {
    for (let i = 0; i < 80; i++) session.set(`k${i}`, 1);
    const used = [...Array(80).keys()].reduce((sum, i) => sum + `k${i}`.length + 1, 0);
    session.set('text', 'é'.repeat((maxBytes - used - 6) / 2));
    await session.signIn('😀'.repeat(128));
  });
  expect(cookieOf(visitor).length).toBeLessThanOrEqual(LONGEST_COOKIE - REFRESH_SECRET);
  await visitor.request(carrier, (session) => expect(session.get('k79')).toBe(1));
});

it('what fits the table and no cookie is refused', async () => {
  const visitor = new Visitor();
  const many = visitor.request(carrier, async (session) => {
    for (let i = 0; i < 250; i++) session.set(`k${i}`, i % 9);
    await session.signIn('\u0001'.repeat(128));
  });
  await expect(many).rejects.toThrow(SessionTooLargeError);
  await expect(many).rejects.toThrow(/"k\d+"/);
  expect(visitor.token).toBeNull();
});
