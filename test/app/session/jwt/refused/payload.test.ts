import { JwtCarrier } from '../../../../../app/session/jwt/jwt-carrier';
import { LONG } from '../../visitor';
import { claims, forge } from '../forge';
import { eachAlgorithm } from './each-algorithm';

eachAlgorithm('the payload', ({ ring, tokens, signed, expectRefused, good }) => {
  const [head] = good;

  it('is refused with a payload that is no JSON object, though signed so', () => {
    for (const payload of [
      '',
      'null',
      'true',
      '1',
      '"text"',
      '[]',
      `[${JSON.stringify(claims())}]`,
      '{}',
      '{',
      'undefined',
      'NaN',
      `${JSON.stringify(claims())}{}`,
      `${JSON.stringify(claims())},`,
      '\ufeff{}',
    ]) {
      expectRefused(forge(ring, { payload }));
    }
    const bytes = Buffer.from(JSON.stringify(claims({ sub: '#' })));
    bytes[bytes.indexOf('#')] = 0xff;
    expectRefused(signed(`${head}.${bytes.toString('base64url')}`));
  });

  it('is refused with JSON that is spelled in another way, though signed so', () => {
    const json = JSON.stringify(claims());
    for (const payload of [
      ` ${json}`,
      `${json}\n`,
      JSON.stringify(claims(), null, 1),
      json.replace('{', '{"sub":"mallory",'),
      json.replace(/}$/, ',"sub":"mallory"}'),
      json.replace(/}$/, ',"exp":9999999999}'),
      json.replace('"data":{', '"data":{"n":2,'),
      json.replace('"ann"', String.raw`"\u0061nn"`),
      json.replace('"exp"', String.raw`"\u0065xp":1,"exp"`),
      json.replace(/"exp":(\d+)/, '"exp":$1.0'),
      json.replace(/"exp":(\d+)/, '"exp":$1e0'),
      json.replace(/"exp":(\d+)/, '"exp":-0,"exp":$1'),
    ]) {
      expect(payload).not.toBe(json);
      expectRefused(forge(ring, { payload }));
    }
  });

  it.each([null, 1, [], {}, true])('is refused with the id %j', (sid) => {
    expectRefused(forge(ring, { payload: claims({ sid }) }));
    expectRefused(forge(ring, { payload: claims({ refresh: sid }) }));
  });

  it.each([null, 1, [], [{ n: 1 }], 'text', true, undefined])(
    'is refused with the data %j',
    (data) => {
      expectRefused(forge(ring, { payload: claims({ data }) }));
    },
  );

  it('is taken with claims that a later release may add', () => {
    expect(tokens.read(forge(ring, { payload: claims({ later: { a: [1] } }) }))).not.toBeNull();
  });

  it('is no session by itself where a refresh secret belongs to it', async () => {
    const half = forge(ring, { payload: claims({ refresh: 'A'.repeat(43) }) });
    expect(await new JwtCarrier(tokens).load(half, LONG)).toBe('none');
  });
});
