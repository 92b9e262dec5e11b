import { createHmac, createPublicKey } from 'node:crypto';
import { KeyRing } from '../../../../app/keys/key-ring';
import { AccessTokens } from '../../../../app/session/jwt/access-tokens';
import { JwtCarrier } from '../../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../../app/session/jwt/session-tokens';
import { secret } from '../../keys/secret';
import { LONG } from '../visitor';
import { claims, encoded, forge, header, signedBy } from './forge';
import { pem, PUBLIC_URL, ringOf } from './jwt-under-test';

const ring = ringOf({
  first: secret(),
  '2020-01-01': pem('P-256'),
  '2019-01-01': pem('Ed25519'),
});
const tokens = new SessionTokens(ring, PUBLIC_URL);

/** Each of them is in the ring: as the one and only that signs. */
const ALGORITHMS = [
  ['HS256', 'first'],
  ['ES256', '2020-01-01'],
  ['EdDSA', '2019-01-01'],
] as const;

function token(kid = 'first', changes = {}, payload: object = claims()): string {
  const text = `${encoded(header(ring, changes, kid))}.${encoded(payload)}`;
  return `${text}.${signedBy(ring, text, kid)}`;
}

describe('RFC 8725, best practices for JSON Web Tokens', () => {
  it.each(ALGORITHMS)(
    'takes what %s signed: or the refusals below would mean nothing',
    (_, kid) => {
      expect(tokens.read(token(kid))).toMatchObject({ userId: 'ann' });
    },
  );

  describe('3.1: the algorithm is verified', () => {
    it.each(ALGORITHMS)(
      'a token of a key for %s that names another algorithm is refused',
      (own, kid) => {
        for (const alg of ['HS256', 'HS384', 'HS512', 'ES256', 'EdDSA', 'RS256', 'PS256', 'none']) {
          if (alg !== own) expect(tokens.read(token(kid, { alg }))).toBeNull();
        }
      },
    );

    it('a public key is never taken for the secret of an HMAC', () => {
      for (const kid of ['2020-01-01', '2019-01-01']) {
        const publicKey = createPublicKey(ring.ring.named(kid)!.privateKey!);
        const secrets = [
          publicKey.export({ type: 'spki', format: 'pem' }),
          publicKey.export({ type: 'spki', format: 'der' }),
          JSON.stringify(publicKey.export({ format: 'jwk' })),
        ];
        for (const key of secrets) {
          const text = `${encoded(header(ring, { alg: 'HS256' }, kid))}.${encoded(claims())}`;
          const signature = createHmac('sha256', key).update(text).digest('base64url');
          expect(tokens.read(`${text}.${signature}`)).toBeNull();
        }
      }
    });

    it('no token is signed by two keys: each is verified by the one that it names', () => {
      for (const [, signer] of ALGORITHMS) {
        for (const [, named] of ALGORITHMS) {
          const text = `${encoded(header(ring, {}, named))}.${encoded(claims())}`;
          const isOwn = signer === named;
          expect(tokens.read(`${text}.${signedBy(ring, text, signer)}`) !== null).toBe(isOwn);
        }
      }
    });
  });

  describe('3.2: algorithms are appropriate', () => {
    it.each(['none', 'None', 'NONE', 'nOnE', ''])('alg %j is refused', (alg) => {
      for (const signature of ['', signedBy(ring, 'anything'), 'A']) {
        const text = `${encoded(header(ring, { alg }))}.${encoded(claims())}`;
        expect(tokens.read(`${text}.${signature}`)).toBeNull();
      }
    });

    it('only keys for HMAC-SHA256, ECDSA on P-256 and Ed25519 are in a ring', () => {
      expect(ALGORITHMS.map(([, kid]) => header(ring, {}, kid)['alg'])).toEqual(
        ALGORITHMS.map(([alg]) => alg),
      );
    });
  });

  it.each(ALGORITHMS)(
    '3.3: every operation is validated: a %s token with any bit changed is refused',
    (_, kid) => {
      const good = token(kid);
      for (let i = 0; i < good.length; i++) {
        const other = good[i] === 'A' ? 'B' : 'A';
        expect(tokens.read(good.slice(0, i) + other + good.slice(i + 1))).toBeNull();
      }
    },
  );

  it('3.4: inputs are validated: no key comes from a token', () => {
    const jwk = createPublicKey(ring.ring.named('2020-01-01')!.privateKey!).export({
      format: 'jwk',
    });
    for (const changes of [
      { jwk },
      { jwk: { kty: 'oct', k: 'AA' } },
      { epk: jwk },
      { x5c: ['MIIB'] },
    ]) {
      for (const [, kid] of ALGORITHMS) expect(tokens.read(token(kid, changes))).toBeNull();
    }
  });

  it('3.5: keys have entropy: a ring with a weak one is refused', () => {
    for (const weak of ['secret', 'secret'.repeat(6), 'a'.repeat(64)]) {
      expect(() => KeyRing.parse(JSON.stringify({ first: weak }))).toThrow(/"first"/);
    }
  });

  it('3.6: nothing is compressed', () => {
    expect(tokens.read(token('first', { zip: 'DEF' }))).toBeNull();
    const long = { iss: 'a'.repeat(500) };
    expect(token('first', {}, long).length).toBeGreaterThan(500);
  });

  it('3.7: text is UTF-8', () => {
    expect(tokens.read(token('first', {}, claims({ sub: 'Zoë 茶 😀' })))?.userId).toBe('Zoë 茶 😀');
    const json = JSON.stringify(claims({ sub: 'é' }));
    for (const encoding of ['latin1', 'utf16le'] as const) {
      const text = `${encoded(header(ring))}.${Buffer.from(json, encoding).toString('base64url')}`;
      expect(tokens.read(`${text}.${signedBy(ring, text)}`)).toBeNull();
    }
  });

  it.each([
    ['another'],
    [`${PUBLIC_URL}/`],
    [PUBLIC_URL.toUpperCase()],
    [''],
    [null],
    [[PUBLIC_URL]],
  ])('3.8: issuer %j is refused, and so is none', (iss) => {
    expect(tokens.read(token('first', {}, claims({ iss })))).toBeNull();
    expect(tokens.read(token('first', {}, claims({ iss: undefined })))).toBeNull();
  });

  it.each([[1], [null], [['ann']], [{ id: 'ann' }], [true]])(
    '3.8: subject %j is refused',
    (sub) => {
      expect(tokens.read(token('first', {}, claims({ sub })))).toBeNull();
    },
  );

  it.each([['another'], [''], [null], [[PUBLIC_URL]], [[PUBLIC_URL, 'another']], [{}]])(
    '3.9: audience %j is refused, and so is none',
    (aud) => {
      expect(tokens.read(token('first', {}, claims({ aud })))).toBeNull();
      expect(tokens.read(token('first', {}, claims({ aud: undefined })))).toBeNull();
    },
  );

  it('3.10: what is received is not trusted: kid, jku and x5u lead nowhere', () => {
    for (const kid of [
      '',
      '../first',
      "' OR 1=1 --",
      'FIRST',
      '__proto__',
      'constructor',
      0,
      null,
      {},
    ]) {
      expect(tokens.read(token('first', { kid }))).toBeNull();
    }
    expect(tokens.read(token('first', { kid: undefined }))).toBeNull();
    for (const changes of [
      { jku: `${PUBLIC_URL}/.well-known/jwks.json` },
      { x5u: 'https://evil.example/cert.pem' },
      { 'x5t#S256': 'AA' },
    ]) {
      expect(tokens.read(token('first', changes))).toBeNull();
    }
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'application/session+jwt', 'SESSION+JWT', '', null, undefined])(
    '3.11: types are explicit: %j is no session',
    (typ) => {
      expect(tokens.read(token('first', { typ }))).toBeNull();
    },
  );

  it.each(ALGORITHMS)(
    '3.12: a %s access token is no session, and the other way round',
    async (_, kid) => {
      const own = { ring: KeyRing.parse(JSON.stringify({ first: ring.ring.named(kid)!.secret })) };
      const accessToken = new AccessTokens(own, PUBLIC_URL).write({
        userId: 'ann',
        sessionId: 'AAAAAAAAAAAAAAAAAAAAAA',
        signedInAt: new Date(),
      });
      const sessions = new SessionTokens(own, PUBLIC_URL);
      expect(sessions.read(accessToken)).toBeNull();
      expect(await new JwtCarrier(sessions).load(accessToken, LONG)).toBe('none');
      // Nor with the claims of a session under the header of an access token.
      expect(sessions.read(forge(own, { header: header(own, { typ: 'at+jwt' }) }))).toBeNull();
      expect(
        JSON.parse(Buffer.from(accessToken.split('.')[0]!, 'base64url').toString()),
      ).toMatchObject({
        typ: 'at+jwt',
      });
    },
  );
});
