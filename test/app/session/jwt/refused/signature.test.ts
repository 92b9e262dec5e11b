import { eachAlgorithm } from './each-algorithm';

eachAlgorithm('the signature', ({ good, expectRefused }) => {
  const [head, body, signature] = good;
  const whole = good.join('.');

  it('is refused with a signature that is cut, longer, another, or spelled in another way', () => {
    for (let length = 0; length < signature.length; length++) {
      expectRefused(`${head}.${body}.${signature.slice(0, length)}`);
    }
    for (const more of ['A', 'AA', 'AAA', 'AAAA', '=', '==', ' ', '\n', '%3D', signature]) {
      expectRefused(whole + more, `${head}.${body}.${more}${signature}`);
    }
    // The spare bits of the last character: each of these decodes to the same bytes.
    const spellings = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      .split('')
      .map((last) => signature.slice(0, -1) + last)
      .filter((other) => other !== signature);
    expect(
      spellings.filter((other) =>
        Buffer.from(other, 'base64url').equals(Buffer.from(signature, 'base64url')),
      ).length,
    ).toBeGreaterThan(2);
    for (const other of spellings) expectRefused(`${head}.${body}.${other}`);
    expectRefused(`${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}`);
    expectRefused(`${head}.${body}.${'A'.repeat(signature.length)}`);
    expectRefused(`${head}.${body}.${'é'.repeat(signature.length)}`);
    expectRefused(`${head}.${body}.${'\0'.repeat(signature.length)}`);
    const flipped = Buffer.from(signature, 'base64url');
    flipped[0]! ^= 1;
    expectRefused(`${head}.${body}.${flipped.toString('base64url')}`);
  });
});
