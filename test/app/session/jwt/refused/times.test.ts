import { JwtCarrier } from '../../../../../app/session/jwt/jwt-carrier';
import { LONG } from '../../visitor';
import { claims, forge, nowInSeconds } from '../forge';
import { eachAlgorithm } from './each-algorithm';

eachAlgorithm('the times', ({ ring, tokens, expectRefused }) => {
  const now = nowInSeconds();
  it.each([
    ['text', String(now + 600)],
    ['a fraction', now + 0.5],
    ['null', null],
    ['a list', [now + 600]],
    ['an object', { valueOf: now }],
    ['true', true],
    ['zero', 0],
    ['negative', -now],
    ['huge', 1e21],
    ['more than a sum is exact with', Number.MAX_SAFE_INTEGER],
    ['not there', undefined],
  ])('is refused with a time that is %s', (_, value) => {
    for (const name of ['exp', 'iat', 'nbf', 'auth_time']) {
      expectRefused(forge(ring, { payload: claims({ [name]: value }) }));
    }
  });

  it.each(['NaN', 'Infinity', '-Infinity', '1e999', '0x7fffffff', '01', '1_000'])(
    'is refused with %s where a time should be',
    (text) => {
      for (const name of ['exp', 'iat', 'nbf', 'auth_time']) {
        const payload = JSON.stringify(claims()).replace(
          new RegExp(`"${name}":\\d+`),
          `"${name}":${text}`,
        );
        expectRefused(forge(ring, { payload }));
      }
    },
  );

  it('is refused before it is good, and from the future', () => {
    for (const ahead of [60, 3600, 1e9]) {
      expectRefused(
        forge(ring, { payload: claims({ nbf: now + ahead }) }),
        forge(ring, { payload: claims({ iat: now + ahead }) }),
        forge(ring, { payload: claims({ iat: now + ahead, nbf: now + ahead, exp: now + 2e9 }) }),
        forge(ring, { payload: claims({ auth_time: now + ahead }) }),
      );
    }
    // The clocks of two servers may differ a little.
    const soon = { iat: now + 5, nbf: now + 5 };
    expect(tokens.read(forge(ring, { payload: claims(soon) }))).not.toBeNull();
  });

  it('is no session once it has expired', async () => {
    const carrier = new JwtCarrier(tokens);
    const was = { iat: now - 100, nbf: now - 100, auth_time: now - 100 };
    const load = (exp: number) =>
      carrier.load(forge(ring, { payload: claims({ ...was, exp }) }), LONG);
    expect(await load(now + 100)).toMatchObject({ userId: 'ann' });
    expect(await load(now)).toBe('none');
    expect(await load(now - 50)).toBe('none');
  });
});
