import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { claims, encoded, header } from '../forge';
import { PUBLIC_URL } from '../jwt-under-test';
import { eachAlgorithm } from './each-algorithm';

eachAlgorithm('the algorithm', ({ algorithm, ring, expectRefused }) => {
  describe('is refused with another algorithm', () => {
    it('without a signature, whatever the algorithm is said to be', () => {
      for (const alg of [
        'none',
        'None',
        'NONE',
        'nONE',
        'HS256',
        'ES256',
        'EdDSA',
        '',
        null,
        undefined,
      ]) {
        const text = `${encoded(header(ring, { alg }))}.${encoded(claims())}`;
        expectRefused(`${text}.`, text, `${text}..`);
      }
    });

    it('swapped for another, signed by that one rightly', () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const jwk = publicKey.export({ format: 'jwk' });
      for (const more of [{}, { jwk }, { jwk, kid: jwk.x }]) {
        const text = `${encoded(header(ring, { alg: 'ES256', ...more }))}.${encoded(claims())}`;
        const bytes = sign('sha256', Buffer.from(text), {
          key: privateKey,
          dsaEncoding: 'ieee-p1363',
        });
        expectRefused(`${text}.${bytes.toString('base64url')}`);
      }
    });

    it('made an HMAC with what is public, or with nothing', () => {
      const { privateKey } = ring.ring.named('first')!;
      const known: (string | Buffer)[] = ['', 'first', 'secret', PUBLIC_URL];
      if (privateKey !== null) {
        const publicKey = createPublicKey(privateKey);
        known.push(
          publicKey.export({ type: 'spki', format: 'pem' }),
          publicKey.export({ type: 'spki', format: 'pem' }).toString().trim(),
          publicKey.export({ type: 'spki', format: 'der' }),
          Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'),
        );
      }
      for (const key of known) {
        for (const alg of [algorithm, 'HS256']) {
          const text = `${encoded(header(ring, { alg }))}.${encoded(claims())}`;
          expectRefused(`${text}.${createHmac('sha256', key).update(text).digest('base64url')}`);
        }
      }
    });
  });
});
