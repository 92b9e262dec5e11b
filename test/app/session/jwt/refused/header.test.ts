import { claims, encoded, forge, header, signedBy } from '../forge';
import { eachAlgorithm } from './each-algorithm';

eachAlgorithm('the header', ({ ring, expectRefused }) => {
  it.each([
    ['jwk', { kty: 'oct', k: 'c2VjcmV0' }],
    ['jku', 'https://evil.example/jwks.json'],
    ['x5u', 'https://evil.example/cert.pem'],
    ['x5c', ['MIIB']],
    ['x5t', 'AAAA'],
    ['crit', []],
    ['crit', ['exp']],
    ['crit', ['b64']],
    ['crit', ['https://example.com/unknown']],
    ['b64', false],
    ['b64', true],
    ['zip', 'DEF'],
    ['enc', 'A256GCM'],
    ['cty', 'JWT'],
    ['p2c', 1e9],
    ['unknown', 1],
  ])('is refused with %s in its header: %j', (name, value) => {
    expectRefused(forge(ring, { header: header(ring, { [name]: value }) }));
    expectRefused(forge(ring, { header: header(ring, { [name]: value, crit: [name] }) }));
  });

  it('is refused with a payload that is not encoded (RFC 7797), though signed so', () => {
    const b64 = encoded(header(ring, { b64: false, crit: ['b64'] }));
    const json = JSON.stringify(claims());
    expectRefused(`${b64}.${json}.${signedBy(ring, `${b64}.${json}`)}`);
    expectRefused(`${b64}..${signedBy(ring, `${b64}.${json}`)}`);
  });

  it('is refused with a header that is spelled in another way', () => {
    const { alg, typ, kid } = header(ring) as Record<string, string>;
    const json = JSON.stringify({ alg, typ, kid });
    for (const other of [
      JSON.stringify({ typ, alg, kid }),
      JSON.stringify({ alg, typ, kid }, null, 1),
      ` ${json}`,
      `${json} `,
      `\ufeff${json}`,
      json.replace('}', `,"alg":"${alg}"}`),
      json.replace('{', '{"alg":"none",'),
      json.replace('}', ',"alg":"none"}'),
      json.replace('}', `,"kid":"${kid}"}`),
      json.replace('alg', String.raw`\u0061lg`),
      json.replace('alg', 'ALG'),
      json.replace('{', '{"__proto__":{"alg":"none"},'),
      JSON.stringify([json]),
      JSON.stringify(json),
      'null',
      '',
      '{}',
      '{',
      '['.repeat(1000),
      '{"a":'.repeat(500),
    ]) {
      expectRefused(forge(ring, { header: other }));
    }
  });
});
