import { LONGEST_TOKEN } from '../../../../../app/session/jwt/jws';
import { claims, forge } from '../forge';
import { eachAlgorithm } from './each-algorithm';

eachAlgorithm('the size', ({ ring, tokens, expectRefused, good }) => {
  const [head, body, signature] = good;

  it('is refused when it is huge, in no time', () => {
    const start = performance.now();
    for (const huge of [
      'A'.repeat(LONGEST_TOKEN + 1),
      '.'.repeat(1e6),
      `${head}.${'A'.repeat(1e7)}.${signature}`,
      `${'A'.repeat(1e7)}.${body}.${signature}`,
      `${head}.${body}.${'A'.repeat(1e7)}`,
      '['.repeat(1e7),
    ]) {
      expect(tokens.read(huge)).toBeNull();
    }
    // Far from what it takes to parse, decode or hash so much.
    expect(performance.now() - start).toBeLessThan(1000);
    const long = forge(ring, { payload: claims({ data: { text: 'x'.repeat(LONGEST_TOKEN) } }) });
    expectRefused(long);
  });

  it('does no harm when it is nested as deeply as it may be long', async () => {
    for (const depth of [10, 1300]) {
      const deep = forge(ring, {
        payload: JSON.stringify(claims()).replace(
          ':1}',
          `:${'['.repeat(depth)}${']'.repeat(depth)}}`,
        ),
      });
      if (deep.length <= LONGEST_TOKEN) expect(tokens.read(deep)).not.toBeNull();
      else expectRefused(deep);
      expectRefused(forge(ring, { payload: '['.repeat(depth) }));
      expectRefused(forge(ring, { payload: '{"a":'.repeat(depth / 5) }));
    }
  });
});
