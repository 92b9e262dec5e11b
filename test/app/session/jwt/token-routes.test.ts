import Fastify, { type FastifyInstance } from 'fastify';
import { errors } from '../../../../app/plugins/errors';
import { sameOrigin } from '../../../../app/plugins/same-origin';
import { jwksRoutes } from '../../../../app/routes/jwks';
import { tokenRoutes } from '../../../../app/routes/token';
import { AccessTokens } from '../../../../app/session/jwt/access-tokens';
import { JwtCarrier } from '../../../../app/session/jwt/jwt-carrier';
import type { KeySet } from '../../../../app/session/jwt/key-set';
import { SessionTokens } from '../../../../app/session/jwt/session-tokens';
import { sessionPlugin } from '../../../../app/session/plugin';
import { secret } from '../../keys/secret';
import { nowInSeconds } from './forge';
import { Jose } from './jose';
import { pem, PUBLIC_URL, ringOf } from './jwt-under-test';

const ring = ringOf({ first: secret() });
const jose = new Jose();
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  app = Fastify();
  await app.register(errors);
  await app.register(sameOrigin, { publicUrl: PUBLIC_URL });
  await app.register(sessionPlugin, {
    carrier: new JwtCarrier(new SessionTokens(ring, PUBLIC_URL)),
    cookie: { name: 'id', secure: false },
    idleTimeout: 3600,
    absoluteTimeout: 86_400,
  });
  await app.register(jwksRoutes, { keys: ring });
  await app.register(tokenRoutes, { accessTokens: new AccessTokens(ring, PUBLIC_URL) });
  app.post('/sign-in', async (request) => {
    const session = await request.session();
    session.set('text', 'private');
    await session.signIn('ann');
    return {};
  });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => Promise.all([app.close(), jose.close()]));

const request = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { method, headers: { origin: PUBLIC_URL, ...headers } });

const token = (headers?: Record<string, string>) => request('POST', '/token', headers);
const keySetAnswer = () => request('GET', '/.well-known/jwks.json');

async function signedIn(): Promise<{ cookie: string }> {
  const { headers } = await request('POST', '/sign-in');
  return { cookie: headers.getSetCookie()[0]!.split(';')[0]! };
}

async function accessTokenOf(headers: { cookie: string }): Promise<string> {
  const { access_token: accessToken }: { access_token: string } = JSON.parse(
    await (await token(headers)).text(),
  );
  return accessToken;
}

async function keySet(): Promise<KeySet> {
  return JSON.parse(await (await keySetAnswer()).text());
}

describe('POST /token', () => {
  it('gives who is signed in a token that other services verify by the key set alone', async () => {
    for (const [type, algorithm] of [
      ['P-256', 'ES256'],
      ['Ed25519', 'EdDSA'],
    ] as const) {
      ring.ring = ringOf({ first: pem(type) }).ring;
      const answer = await token(await signedIn());
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const given: { access_token: string } = JSON.parse(await answer.text());
      expect(given).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 300,
      });
      const { payload, refused } = await jose.verify(
        given.access_token,
        { keySet: await keySet() },
        {
          issuer: PUBLIC_URL,
          audience: PUBLIC_URL,
          typ: 'at+jwt',
          algorithms: [algorithm],
          requiredClaims: ['exp', 'sub', 'client_id', 'iat', 'jti'],
        },
      );
      expect(refused).toBeUndefined();
      expect(payload).toMatchObject({ sub: 'ann' });
      expect(payload!['exp']).toBeLessThanOrEqual(nowInSeconds() + 300);
      // What is in the session is the session's.
      expect(JSON.stringify(payload)).not.toContain('private');
    }
  });

  it('gives another one each time', async () => {
    const headers = await signedIn();
    expect(await accessTokenOf(headers)).not.toBe(await accessTokenOf(headers));
  });

  it('gives none to who is not signed in', async () => {
    expect((await token()).status).toBe(401);
  });

  it('gives none to another site', async () => {
    const headers = { ...(await signedIn()), origin: 'https://evil.example' };
    expect((await token(headers)).status).toBe(403);
  });

  it('gives none for one that it gave: none becomes another', async () => {
    const accessToken = await accessTokenOf(await signedIn());
    expect((await token({ authorization: `Bearer ${accessToken}` })).status).toBe(401);
  });
});

describe('GET /.well-known/jwks.json', () => {
  it('has the public keys, those that have not begun too, and may be kept for minutes', async () => {
    ring.ring = ringOf({ first: pem('P-256'), '2099-01-01': pem('Ed25519') }).ring;
    const { headers } = await keySetAnswer();
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
    const { keys } = await keySet();
    expect(keys).toEqual([
      {
        kty: 'OKP',
        crv: 'Ed25519',
        x: expect.any(String),
        kid: '2099-01-01',
        alg: 'EdDSA',
        use: 'sig',
      },
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String),
        y: expect.any(String),
        kid: 'first',
        alg: 'ES256',
        use: 'sig',
      },
    ]);
  });

  it('has nothing that signs: no private half, and no secret', async () => {
    const text = secret();
    ring.ring = ringOf({ first: text, '2020-01-01': pem('P-256') }).ring;
    const { keys } = await keySet();
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
    expect(JSON.stringify(keys)).not.toContain(text);
    ring.ring = ringOf({ first: text }).ring;
    expect(await keySet()).toEqual({ keys: [] });
  });
});
