import { generateKeyPairSync, hash } from 'node:crypto';
import { KeyRing } from '../../../../app/keys/key-ring';
import { EncryptedCookieCarrier } from '../../../../app/session/encrypted-cookie/encrypted-cookie-carrier';
import { checkRing } from '../../../../app/session/encrypted-cookie/seal';
import { secret } from '../../keys/secret';
import { until } from '../until';
import { LONG, Visitor } from '../visitor';
import { COOKIE, KeysUnderTest } from './cookie-under-test';

const server = (keys: KeysUnderTest) => new EncryptedCookieCarrier(keys, COOKIE);
const inMilliseconds = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

async function signedIn(carrier: EncryptedCookieCarrier): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.request(carrier, (session) => session.signIn('ann'));
  return visitor;
}

const userOf = ({ token }: Visitor, carrier: EncryptedCookieCarrier) =>
  new Visitor(token).request(carrier, (session) => session.userId);

/** The first bytes name the key: the same for all that one key sealed. */
const sealedBy = ({ token }: Visitor) => Buffer.from(token!, 'base64url').toString('hex', 0, 5);

it('seals with the new key from its moment on, and opens what the old one sealed', async () => {
  const first = secret();
  const keys = new KeysUnderTest({ first });
  const carrier = server(keys);
  const before = await signedIn(carrier);

  const next = secret();
  const begins = inMilliseconds(200);
  keys.become({ first, [begins]: next });
  const meanwhile = await signedIn(carrier);
  expect(sealedBy(meanwhile)).toBe(sealedBy(before));

  await until(async () => sealedBy(await signedIn(carrier)) !== sealedBy(before));
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(begins));
  expect([await userOf(before, carrier), await userOf(meanwhile, carrier)]).toEqual(['ann', 'ann']);

  // The first change seals it anew.
  await before.request(carrier, (session) => session.set('n', 1));
  expect(sealedBy(before)).toBe(sealedBy(await signedIn(carrier)));

  keys.become({ [begins]: next });
  expect([await userOf(before, carrier), await userOf(meanwhile, carrier)]).toEqual(['ann', null]);
});

it('opens what a server sealed whose clock is ahead', async () => {
  const ring = { first: secret(), [inMilliseconds(60_000)]: secret() };
  const ahead = server(new KeysUnderTest(ring));
  jest.useFakeTimers({ now: Date.now() + 61_000, doNotFake: ['nextTick', 'setImmediate'] });
  const visitor = await signedIn(ahead);
  jest.useRealTimers();
  expect(await userOf(visitor, server(new KeysUnderTest(ring)))).toBe('ann');
});

it('tells keys apart whose hints are the same', async () => {
  const [one, two] = namesWithOneHint();
  const ring = { [one]: secret(), [two]: secret() };
  const older = await signedIn(server(new KeysUnderTest({ [one]: ring[one]! })));
  const newer = await signedIn(server(new KeysUnderTest({ [two]: ring[two]! })));
  expect(sealedBy(older)).toBe(sealedBy(newer));
  const both = server(new KeysUnderTest(ring));
  expect([await userOf(older, both), await userOf(newer, both)]).toEqual(['ann', 'ann']);
});

it('ends every session that began before the epoch, and none that began after it', async () => {
  const first = secret();
  const keys = new KeysUnderTest({ first });
  const carrier = server(keys);
  const stolen = await signedIn(carrier);
  const renewed = stolen.copy();
  const epoch = inMilliseconds(50);
  await until(() => Date.now() > Date.parse(epoch));
  // A renewal moves no beginning.
  await renewed.request(carrier, (session) => session.set('n', 1));
  const after = await signedIn(carrier);

  keys.become({ first, 'signed-out-before': epoch });
  expect(await carrier.load(stolen.token!, LONG)).toBe('none');
  expect(await carrier.load(renewed.token!, LONG)).toBe('none');
  expect(await userOf(after, carrier)).toBe('ann');
  // Nor is it carried over by a write that reads nothing.
  await stolen.unread(carrier, (session) => session.set('n', 1));
  expect(await userOf(stolen, carrier)).toBeNull();
});

it('has no use for private keys', () => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const ring = KeyRing.parse(JSON.stringify({ first: secret(), '2020-01-01': pem.toString() }));
  expect(() => checkRing(ring)).toThrow(/"2020-01-01": a private key encrypts no cookies/);
  expect(() => checkRing(KeyRing.parse(JSON.stringify({ first: secret() })))).not.toThrow();
});

/** Two moments of the past: a hint has 32 bits, so some hundred thousand names have two that meet. */
function namesWithOneHint(): [string, string] {
  const seen = new Map<string, string>();
  for (let time = Date.parse('2020-01-01'); ; time++) {
    const name = new Date(time).toISOString();
    const hint = hash('sha256', name, 'hex').slice(0, 8);
    const before = seen.get(hint);
    if (before !== undefined) return [before, name];
    seen.set(hint, name);
  }
}
