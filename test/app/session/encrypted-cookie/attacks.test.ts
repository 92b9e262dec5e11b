import * as fc from 'fast-check';
import { EncryptedCookieCarrier } from '../../../../app/session/encrypted-cookie/encrypted-cookie-carrier';
import { Nonces } from '../../../../app/session/encrypted-cookie/nonces';
import { secret } from '../../keys/secret';
import { until } from '../until';
import { LONG, Visitor } from '../visitor';
import { COOKIE, KeysUnderTest } from './cookie-under-test';

const keys = new KeysUnderTest();
const carrier = new EncryptedCookieCarrier(keys, COOKIE);
const other = (ring: KeysUnderTest, name = COOKIE) => new EncryptedCookieCarrier(ring, name);

let token: string;

beforeEach(async () => {
  const visitor = new Visitor();
  await visitor.request(carrier, async (session) => {
    session.set('secret', 'Open sesame');
    await session.signIn('ann');
  });
  token = visitor.token!;
});

/** What a server makes of it, as far as the plugin lets it come and beyond. */
async function meaningOf(text: string, by = carrier): Promise<string | null> {
  const loaded = await by.load(text, LONG);
  return typeof loaded === 'string' ? loaded : loaded.userId;
}

const bytesOf = (text: string) => Buffer.from(text, 'base64url');

it('opens as it was sealed', async () => {
  expect(await meaningOf(token)).toBe('ann');
});

it('shows nothing of what is in it', () => {
  for (const encoding of ['latin1', 'utf8', 'base64', 'hex'] as const) {
    const shown = bytesOf(token).toString(encoding);
    for (const word of ['secret', 'Open sesame', 'ann']) {
      expect(shown).not.toContain(Buffer.from(word).toString(encoding).replace(/=+$/, ''));
    }
  }
});

it('is nothing once any one bit of it is another', async () => {
  const bytes = bytesOf(token);
  for (let i = 0; i < bytes.length * 8; i++) {
    const changed = Buffer.from(bytes);
    changed[i >> 3]! ^= 1 << (i & 7);
    expect(await meaningOf(changed.toString('base64url'))).toBe('none');
  }
});

it('is nothing once it is shorter or longer', async () => {
  const bytes = bytesOf(token);
  for (let length = 0; length < bytes.length; length++) {
    expect(await meaningOf(bytes.subarray(0, length).toString('base64url'))).toBe('none');
    expect(await meaningOf(bytes.subarray(length + 1).toString('base64url'))).toBe('none');
  }
  for (let length = 0; length < token.length; length++) {
    expect(await meaningOf(token.slice(0, length))).toBe('none');
  }
  for (const more of ['A', 'AA', '=', '==', '.', ' ', '\0', token]) {
    expect(await meaningOf(token + more)).toBe('none');
    expect(await meaningOf(more + token)).toBe('none');
  }
});

it('has one spelling', async () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  // Values of one, two and three bytes more: with bits to spare in the last character, and without.
  for (const text of ['x', 'xx', 'xxx']) {
    const visitor = new Visitor();
    await visitor.request(carrier, (session) => session.set('text', text));
    const bytes = bytesOf(visitor.token!);
    const same = Array.from(alphabet, (last) => visitor.token!.slice(0, -1) + last).filter(
      (spelling) => bytesOf(spelling).equals(bytes),
    );
    expect(same).toHaveLength(bytes.length % 3 === 0 ? 1 : bytes.length % 3 === 1 ? 16 : 4);
    for (const spelling of same) {
      const isOurs = spelling === visitor.token;
      expect((await meaningOf(spelling)) === 'none').toBe(!isOurs);
    }
  }
  for (const spelling of [
    `${token.slice(0, 40)} ${token.slice(40)}`,
    `${token.slice(0, 40)}=${token.slice(40)}`,
    `${token}=`,
    bytesOf(token).toString('base64'),
    bytesOf(token).toString('base64').replace(/=*$/, ''),
  ]) {
    if (spelling !== token) expect(await meaningOf(spelling)).toBe('none');
  }
});

it('is nothing under another cookie’s name, to another key, or to another use of the same key', async () => {
  expect(await meaningOf(token, other(keys, `__Host-${COOKIE}`))).toBe('none');
  expect(await meaningOf(token, other(new KeysUnderTest()))).toBe('none');
  // With a hint that fits, too.
  const impostor = new KeysUnderTest({ first: secret() });
  const visitor = new Visitor();
  await visitor.request(other(impostor), (session) => session.signIn('ann'));
  expect(await meaningOf(visitor.token!, other(impostor))).toBe('ann');
  expect(await meaningOf(visitor.token!)).toBe('none');
});

it('is nothing that anybody made up, and never more than that', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
        fc
          .tuple(fc.uint8Array({ minLength: 20, maxLength: 300 }))
          .map(([bytes]) =>
            Buffer.concat([bytesOf(token).subarray(0, 5), bytes]).toString('base64url'),
          ),
      ),
      async (text) => {
        expect(await meaningOf(text)).toBe('none');
        const blind = new Visitor(text);
        await blind.unread(carrier, (session) => session.set('mine', 1));
        expect(blind.token).not.toBe(text);
      },
    ),
    { numRuns: 500 },
  );
});

it('costs nothing when it is huge', async () => {
  const huge = 'A'.repeat(10_000_000);
  expect([carrier.wellFormed(huge), await meaningOf(huge)]).toEqual([false, 'none']);
  const start = performance.now();
  for (let i = 0; i < 1000; i++) {
    carrier.wellFormed(huge);
    await carrier.load(huge, LONG);
  }
  // Ten gigabytes, if anybody looked at them.
  expect(performance.now() - start).toBeLessThan(1000);
});

it('costs little when it is changed', async () => {
  const bytes = bytesOf(token);
  bytes[bytes.length - 1]! ^= 1;
  const changed = bytes.toString('base64url');
  const start = performance.now();
  for (let i = 0; i < 1000; i++) await carrier.load(changed, LONG);
  // The aim is 0.2 ms each; the machine of a test may be busy.
  expect(performance.now() - start).toBeLessThan(1000);
});

describe('what is sealed inside', () => {
  it('is the end that its server gave it, whatever another server thinks', async () => {
    const visitor = new Visitor(null, { idle: 1, absolute: 60_000, renewAfter: 0 });
    await visitor.request(carrier, (session) => session.signIn('ann'));
    const written = Date.now();
    await until(() => Date.now() > written + 1);
    expect(await meaningOf(visitor.token!)).toBe('none');
  });

  it('is the beginning, which no renewal and no change of id moves', async () => {
    const visitor = new Visitor(token, { ...LONG, renewAfter: 0 });
    const began = await visitor.request(carrier, (session) => session.createdAt);
    await visitor.request(carrier, (session) => session.get('secret'));
    await visitor.request(carrier, (session) => session.rotate());
    expect(visitor.token).not.toBe(token);
    expect(await visitor.request(carrier, (session) => session.createdAt)).toEqual(began);
  });
});

it('never uses a nonce twice', () => {
  const nonces = new Nonces();
  const seen = new Set(Array.from({ length: 10_000 }, () => nonces.next().toString('hex')));
  expect(seen.size).toBe(10_000);
});
