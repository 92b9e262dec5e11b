import { claims, encoded } from '../forge';
import { eachAlgorithm } from './each-algorithm';

eachAlgorithm('the encoding', ({ tokens, good, signed, expectRefused }) => {
  const [head, body, signature] = good;
  const whole = good.join('.');

  it('is refused with a payload that is spelled in another way, though signed so', () => {
    const json = JSON.stringify(claims());
    const standard = Buffer.from(JSON.stringify(claims({ sub: '???>>>' }))).toString('base64');
    expect(standard).toMatch(/[+/]/);
    for (const other of [
      `${encoded(json)}=`,
      `${encoded(json)}==`,
      `${encoded(json)}A`,
      ` ${encoded(json)}`,
      `${encoded(json)}\n`,
      encoded(json).replace(/^(....)/, '$1 '),
      standard,
      encodeURIComponent(standard),
    ]) {
      expectRefused(signed(`${head}.${other}`));
    }
    // Spare bits again.
    for (const padding of ['', ' ', '  ']) {
      const text = encoded(json.replace('"ann"', `"ann${padding}"`));
      const other = text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
      const isSame = Buffer.from(other, 'base64url').equals(Buffer.from(text, 'base64url'));
      if (isSame) expectRefused(signed(`${head}.${other}`));
      expect(tokens.read(signed(`${head}.${text}`))).not.toBeNull();
    }
  });

  it('is refused with segments too few or too many', () => {
    for (const other of [
      '',
      '.',
      '..',
      '...',
      '....',
      head,
      `${head}.`,
      `${head}.${body}`,
      `.${body}.${signature}`,
      `${head}..${signature}`,
      `.${whole}`,
      `${whole}.`,
      `${whole}.${signature}`,
      `${head}.${body}.${body}.${signature}`,
      `${head}.${body}.${signature}.${signature}.${signature}`,
      `${head}.${whole}`,
      `Bearer ${whole}`,
      `"${whole}"`,
      `${whole},${whole}`,
    ]) {
      expectRefused(other);
    }
    // Signed rightly: only the shape is wrong.
    expectRefused(
      signed(head),
      signed(`${head}.`),
      signed(`${head}.${body}.${body}`),
      signed(`.${body}`),
    );
    // Encrypted (RFC 7516): five.
    const jwe = encoded({ alg: 'dir', enc: 'A256GCM', typ: 'session+jwt', kid: 'first' });
    expectRefused(`${jwe}..${'A'.repeat(16)}.${'A'.repeat(80)}.${'A'.repeat(22)}`);
    // In JSON (RFC 7515, 7.2).
    expectRefused(JSON.stringify({ protected: head, payload: body, signature }));
  });

  it('of any text at all is refused, and never throws', () => {
    for (const text of [
      '\ud800.\udfff.\ud800',
      '💥.💥.💥',
      '\0.\0.\0',
      '__proto__.a.b',
      'constructor',
    ]) {
      expectRefused(text);
    }
  });
});
