import { SessionTokens } from '../../../../../app/session/jwt/session-tokens';
import { secret } from '../../../keys/secret';
import { forge, signedBy } from '../forge';
import { pem, PUBLIC_URL, ringOf, type Ring } from '../jwt-under-test';

/** What the tests of one algorithm work with. */
export interface Subject {
  readonly algorithm: string;
  readonly ring: Ring;
  readonly tokens: SessionTokens;
  /** The three parts of a token that is taken. */
  readonly good: readonly [header: string, payload: string, signature: string];
  /** The text with its signature: so nothing but its shape can be what is wrong with it. */
  readonly signed: (text: string) => string;
  readonly expectRefused: (...tokens: string[]) => void;
}

/** Runs the tests with a ring of one key, for each algorithm. */
export function eachAlgorithm(name: string, tests: (subject: Subject) => void): void {
  const secrets = { HS256: secret(), ES256: pem('P-256'), EdDSA: pem('Ed25519') };
  for (const [algorithm, first] of Object.entries(secrets)) {
    const ring = ringOf({ first });
    const tokens = new SessionTokens(ring, PUBLIC_URL);
    const [header = '', payload = '', signature = ''] = forge(ring).split('.');
    describe(`${name} of a token of ${algorithm}`, () => {
      it('is taken as our servers write it, or nothing below would mean anything', () => {
        expect(tokens.read([header, payload, signature].join('.'))).toMatchObject({
          userId: 'ann',
        });
      });

      tests({
        algorithm,
        ring,
        tokens,
        good: [header, payload, signature],
        signed: (text) => `${text}.${signedBy(ring, text)}`,
        expectRefused(...refused) {
          for (const token of refused) expect([token, tokens.read(token)]).toEqual([token, null]);
        },
      });
    });
  }
}
