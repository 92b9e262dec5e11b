import { createPublicKey } from 'node:crypto';
import * as fc from 'fast-check';
import { JwtCarrier } from '../../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../../app/session/jwt/session-tokens';
import { secret } from '../../keys/secret';
import { LONG } from '../visitor';
import { claims, encoded, header, nowInSeconds, signedBy } from './forge';
import { Jose, type VerifyingKey } from './jose';
import { pem, PUBLIC_URL, ringOf, type Ring } from './jwt-under-test';

const jose = new Jose();

afterAll(() => jose.close());

const subjects: [algorithm: string, ring: Ring][] = [
  ['HS256', ringOf({ first: secret() })],
  ['ES256', ringOf({ first: pem('P-256') })],
  ['EdDSA', ringOf({ first: pem('Ed25519') })],
];

/** What jose is told of the tokens that we take. */
const OPTIONS = {
  issuer: PUBLIC_URL,
  audience: PUBLIC_URL,
  typ: 'session+jwt',
  requiredClaims: ['exp', 'iat', 'nbf'],
  clockTolerance: 0,
};

function verifyingKey({ ring }: Ring): VerifyingKey {
  const key = ring.named('first')!;
  if (key.privateKey === null) {
    return { key: new Uint8Array(key.derive('jwt session+jwt').export()) };
  }
  return {
    key: createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Something that a header, a claim or a part of it may be instead of what it should be. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'none',
    'HS256',
    'ES256',
    'JWT',
    'first',
    PUBLIC_URL,
    [PUBLIC_URL],
    {},
    [],
  ),
  fc.integer({ min: -1, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1000 }).map((seconds) => nowInSeconds() + seconds),
  fc.string(),
);

/** A change of one member of an object: another value, none, or one that wasn't there. */
const change = (names: string[]) =>
  fc.record({
    name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, fc.string()),
    value: fc.option(anything, { nil: undefined }),
  });
const changes = (names: string[]) => fc.array(change(names), { maxLength: 2 });

/** What happens to the text of a token after it was signed. */
const damage = fc.option(
  fc.record({
    kind: fc.constantFrom('replace', 'insert', 'delete', 'cut', 'append', 'swap'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    text: fc.oneof(fc.constantFrom('.', '=', 'A', ' ', '%', '..'), fc.string({ maxLength: 3 })),
  }),
  { nil: undefined, freq: 2 },
);

const attempt = fc.record({
  header: changes(['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'zip']),
  payload: changes(['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'auth_time', 'sid', 'data']),
  spaces: fc.constantFrom('', '', '', ' '),
  signer: fc.nat({ max: subjects.length - 1 }),
  damage,
});
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never;

function changed(object: object, list: Attempt['header'], spaces: string): string {
  const own = Object.fromEntries([
    ...Object.entries(object),
    ...list.map(({ name, value }) => [name, value] as const),
  ]);
  return JSON.stringify(own) + spaces;
}

function tokenOf(each: Attempt, ring: Ring): string {
  const text = [
    encoded(changed(header(ring), each.header, each.spaces)),
    encoded(changed(claims(), each.payload, each.spaces)),
  ].join('.');
  // Mostly the right key; sometimes that of another algorithm.
  const signer = each.signer === 0 ? subjects[1]![1] : ring;
  return damaged(`${text}.${signedBy(signer, text)}`, each.damage);
}

function damaged(token: string, what: Attempt['damage']): string {
  if (what === undefined) return token;
  const at = Math.floor(what.at * token.length);
  switch (what.kind) {
    case 'replace':
      return token.slice(0, at) + what.text + token.slice(at + what.text.length);
    case 'insert':
      return token.slice(0, at) + what.text + token.slice(at);
    case 'delete':
      return token.slice(0, at) + token.slice(at + 1);
    case 'cut':
      return token.slice(0, at);
    case 'append':
      return token + what.text;
    case 'swap':
    default:
      return token.split('.').toReversed().join('.');
  }
}

/**
 * Why we refuse what jose takes, found by looking at the token in another way than our own code does: all
 * that jose takes and no server of ours writes.
 */
function reasonToBeStricter(token: string, ring: Ring): string | undefined {
  const parts = token.split('.');
  const isCanonical = (part: string) =>
    Buffer.from(part, 'base64url').toString('base64url') === part;
  if (!parts.every(isCanonical)) return 'base64url that we never write';
  const [head = '', body = ''] = parts;
  const text = (part: string) => Buffer.from(part, 'base64url').toString();
  if (text(head) !== JSON.stringify(header(ring))) return 'a header that we never write';
  const payload: Record<string, unknown> = JSON.parse(text(body));
  if (text(body) !== JSON.stringify(payload)) return 'JSON that we never write';
  const { iss, aud, sub, iat, nbf, exp, auth_time: began, sid, data } = payload;
  const isWhole = [iat, nbf, exp, began].every(
    (time) => Number.isInteger(time) && Number(time) > 0 && Number(time) < 1e12,
  );
  if (!isWhole) return 'a time that is not whole seconds';
  if (iss !== aud) return 'several audiences';
  if (nbf !== iat) return 'good from another moment than it was made at';
  if (Number(began) > Number(iat)) return 'a session younger than its token';
  if (sub !== undefined && typeof sub !== 'string') return 'a subject that is no text';
  if (typeof sid !== 'string') return 'no id of a session';
  const now = Date.now() / 1000;
  if (now >= Number(iat) + LONG.idle / 1000) return 'not used for too long';
  if (now >= Number(began) + LONG.absolute / 1000) return 'too old a session';
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'no data';
  return undefined;
}

describe.each(subjects)('our verifier beside jose, by %s', (algorithm, ring) => {
  const carrier = new JwtCarrier(new SessionTokens(ring, PUBLIC_URL));
  const key = verifyingKey(ring);
  const theirs = (token: string) =>
    jose.verify(token, key, { ...OPTIONS, algorithms: [algorithm] });

  it('makes tokens that jose takes, and reads the same in them', async () => {
    const values = fc.dictionary(fc.stringMatching(/^[A-Za-z][\w.:-]{0,9}$/), fc.jsonValue(), {
      maxKeys: 4,
    });
    await fc.assert(
      fc.asyncProperty(values, fc.string({ minLength: 1, maxLength: 20 }), async (data, userId) => {
        const committed = await carrier.commit(
          {
            token: null,
            loaded: null,
            changes: new Map(
              Object.entries(data).map(([name, value]) => [
                name,
                { op: 'set', json: JSON.stringify(value) },
              ]),
            ),
            rotate: true,
            signIn: userId,
          },
          LONG,
        );
        const { payload } = await theirs(committed.token);
        expect(payload).toMatchObject({ sub: userId, iss: PUBLIC_URL, aud: PUBLIC_URL });
        expect(payload!['data']).toEqual(JSON.parse(JSON.stringify(data)));
        const loaded = await carrier.load(committed.token, LONG);
        expect(loaded).toMatchObject({ userId });
      }),
      { numRuns: 100 },
    );
  });

  it('takes nothing that jose refuses, and refuses more only for a reason', async () => {
    const taken = { byBoth: 0, byJose: 0 };
    await fc.assert(
      fc.asyncProperty(attempt, async (each) => {
        const token = tokenOf(each, ring);
        const ours = await carrier.load(token, LONG);
        const { payload, refused } = await theirs(token);
        if (typeof ours !== 'string') {
          expect(refused).toBeUndefined();
          taken.byBoth++;
          expect(payload).toMatchObject({
            iat: ours.lastSeenAt / 1000,
            auth_time: ours.createdAt / 1000,
          });
          expect(payload!['sub'] ?? null).toBe(ours.userId);
          expect(payload!['data']).toEqual(
            Object.fromEntries([...ours.values].map(([name, json]) => [name, JSON.parse(json)])),
          );
        } else if (payload !== undefined) {
          taken.byJose++;
          expect([token, reasonToBeStricter(token, ring)]).toEqual([token, expect.any(String)]);
        }
      }),
      { numRuns: 800 },
    );
    // Or nothing was compared.
    expect(taken.byBoth).toBeGreaterThan(10);
    expect(taken.byJose).toBeGreaterThan(10);
  });
});
