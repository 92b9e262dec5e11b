import { generateKeyPairSync, hkdfSync } from 'node:crypto';
import { KeyRing, KeyRingError } from '../../../app/keys/key-ring';
import { secret } from './secret';

const NOW = Date.parse('2027-06-01T12:00:00Z');

const parse = (ring: object) => KeyRing.parse(JSON.stringify(ring), NOW);
const namesOf = ({ keys }: KeyRing) => keys.map(({ kid }) => kid);

function pem(type: 'ed25519' | 'P-256' | 'P-384' | 'rsa'): string {
  const pair =
    type === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: type });
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

describe('a key ring', () => {
  it('signs with the newest key that has begun', () => {
    const ring = parse({
      '2027-01-01': secret(),
      first: secret(),
      '2027-07-01T00:00:00Z': secret(),
    });
    expect(namesOf(ring)).toEqual(['2027-07-01T00:00:00Z', '2027-01-01', 'first']);
    expect(ring.current(NOW).kid).toBe('2027-01-01');
    expect(ring.current(Date.parse('2027-06-30T23:59:59.999Z')).kid).toBe('2027-01-01');
    expect(ring.current(Date.parse('2027-07-01T00:00:00Z')).kid).toBe('2027-07-01T00:00:00Z');
    expect(ring.current(Date.parse('2026-12-31T00:00:00Z')).kid).toBe('first');
  });

  it('knows keys by name, those that have not begun too', () => {
    const ring = parse({ first: secret(), '2027-07-01': secret() });
    expect(ring.named('2027-07-01')!.begins).toBe(Date.parse('2027-07-01T00:00:00Z'));
    expect(ring.named('2027-07-02')).toBeUndefined();
    expect(ring.named('constructor')).toBeUndefined();
  });

  it('is as CloudFormation makes it: {} with a random text put in as "first"', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const random = Array.from({ length: 64 }, () => letters[Math.floor(Math.random() * 62)]);
    expect(parse({ first: random.join('') }).current(NOW).kid).toBe('first');
  });

  it('signs nobody out, unless it says so', () => {
    expect(parse({ first: secret() }).signedOutBefore).toBe(0);
    const epoch = { 'signed-out-before': '2027-05-01T10:30:00Z', first: secret() };
    expect(parse(epoch).signedOutBefore).toBe(Date.parse('2027-05-01T10:30:00Z'));
    expect(namesOf(parse(epoch))).toEqual(['first']);
  });

  it.each(['ed25519', 'P-256'] as const)('takes a private key: %s', (type) => {
    const key = parse({ first: pem(type) }).current(NOW);
    expect(key.privateKey!.type).toBe('private');
    expect(parse({ first: secret() }).current(NOW).privateKey).toBeNull();
  });

  it.each([
    ['hex', () => Buffer.from(secret()).toString('hex').slice(0, 48)],
    ['32 random characters', () => secret().slice(0, 32)],
    ['base64', () => Buffer.from(secret()).toString('base64')],
  ])('takes a random secret each time: %s', (_, make) => {
    for (let i = 0; i < 200; i++) expect(() => parse({ first: make() })).not.toThrow();
  });
});

describe('what a key ring refuses, and never repeats', () => {
  it.each([
    ['{"first": "s3cr3t-s3cr3t', /is not JSON$/],
    ['["s3cr3t"]', /must be a JSON object/],
    ['null', /must be a JSON object/],
    ['"s3cr3t"', /must be a JSON object/],
    ['{}', /no key that has begun: name one "first"/],
    [`{"2027-06-02": "${secret()}"}`, /no key that has begun/],
    ['{"first": {"s3cr3t": 1}}', /"first": must be text/],
    ['{"first": "s3cr3t"}', /"first": is shorter than 32 characters/],
    [`{"first": "${'s3cr3t'.repeat(10)}"}`, /"first": is not random/],
    [`{"first": "${'a'.repeat(64)}"}`, /"first": is not random/],
    [`{"first": "${'0123456789'.repeat(6)}"}`, /"first": is not random/],
    [`{"second": "${secret()}"}`, /"second": a key is named "first"/],
    [`{"__proto__": "${secret()}"}`, /"__proto__": a key is named "first"/],
    [`{"2027-02-30T25:00:00Z": "${secret()}"}`, /is not a moment in UTC/],
    [`{"2027-01-01T00:00:00+01:00": "${secret()}"}`, /a key is named "first"/],
    [`{"first": "${secret()}", "signed-out-before": "yesterday"}`, /"signed-out-before": is not a/],
    ['{"first": "-----BEGIN PRIVATE KEY-----s3cr3t"}', /"first": looks like PEM/],
    [JSON.stringify({ first: pem('rsa') }), /private key of type rsa: use Ed25519 or P-256/],
    [JSON.stringify({ first: pem('P-384') }), /private key of type ec: use Ed25519 or P-256/],
  ])('%s', (text, message) => {
    expect(() => KeyRing.parse(text, NOW)).toThrow(KeyRingError);
    expect(() => KeyRing.parse(text, NOW)).toThrow(message);
    expect(() => KeyRing.parse(text, NOW)).not.toThrow(/s3cr3t/);
  });
});

describe('a derived key', () => {
  it('is HKDF of the secret, for the purpose', () => {
    const text = secret();
    const key = parse({ first: text }).current(NOW);
    expect(key.derive('a').export()).toEqual(Buffer.from(hkdfSync('sha256', text, '', 'a', 32)));
    expect(key.derive('b').equals(key.derive('a'))).toBe(false);
  });

  it('is made once', () => {
    const key = parse({ first: secret() }).current(NOW);
    expect(key.derive('a')).toBe(key.derive('a'));
  });
});
