import { JwtCarrier } from '../../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../../app/session/jwt/session-tokens';
import { secret } from '../../keys/secret';
import { Visitor } from '../visitor';
import { pem, PUBLIC_URL, ringOf, type Ring } from './jwt-under-test';

/** A server whose keys may change while it runs. */
function serverWith(secrets: Record<string, string>) {
  const ring: Ring = ringOf(secrets);
  const carrier = new JwtCarrier(new SessionTokens(ring, PUBLIC_URL));
  const become = (others: Record<string, string>) => {
    ring.ring = ringOf(others).ring;
  };
  return { carrier, become };
}

async function visitorOf({ carrier }: ReturnType<typeof serverWith>): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.request(carrier, async (session) => {
    session.set('n', 1);
    await session.signIn('ann');
  });
  return visitor;
}

const isKnown = (visitor: Visitor, { carrier }: ReturnType<typeof serverWith>) =>
  visitor.copy().request(carrier, ({ userId }) => userId === 'ann');

const kidOf = ({ token }: Visitor): string =>
  JSON.parse(Buffer.from(token!.split('.')[0]!, 'base64url').toString()).kid;

describe('the keys of tokens', () => {
  it('are rotated with an overlap, and no session is lost', async () => {
    const [first, second] = [secret(), secret()];
    const [a, b] = [serverWith({ first }), serverWith({ first })];
    const visitor = await visitorOf(a);

    // The new one is put in before it begins: servers that have it and servers that haven't work together.
    const soon = new Date(Date.now() + 600_000).toISOString();
    a.become({ first, [soon]: second });
    const meanwhile = await visitorOf(a);
    expect(await isKnown(meanwhile, b)).toBe(true);
    expect(kidOf(meanwhile)).toBe('first');

    // It begins.
    const began = '2020-01-01T00:00:00Z';
    a.become({ first, [began]: second });
    b.become({ first, [began]: second });
    const later = await visitorOf(b);
    expect(kidOf(later)).toBe(began);
    for (const each of [visitor, meanwhile, later]) expect(await isKnown(each, a)).toBe(true);

    // What is used gets a new token from it.
    await visitor.request(b.carrier, (session) => session.set('n', 2));
    expect(kidOf(visitor)).toBe(began);

    // The old one is taken out: that ends what it signed, and nothing else.
    a.become({ [began]: second });
    expect(await isKnown(visitor, a)).toBe(true);
    expect(await isKnown(meanwhile, a)).toBe(false);
  });

  it('may change their kind', async () => {
    const ring = { first: secret() };
    const server = serverWith(ring);
    const visitor = await visitorOf(server);
    for (const [name, type] of [
      ['2020-01-01', 'P-256'],
      ['2021-01-01', 'Ed25519'],
    ] as const) {
      server.become(Object.assign(ring, { [name]: pem(type) }));
      await visitor.request(server.carrier, (session) => session.increment('n'));
      expect(kidOf(visitor)).toBe(name);
      expect(await isKnown(visitor, server)).toBe(true);
    }
  });

  it('are their secrets, not their names', async () => {
    const [mine, yours] = [serverWith({ first: secret() }), serverWith({ first: secret() })];
    expect(await isKnown(await visitorOf(mine), yours)).toBe(false);
  });

  it('sign everybody out by one moment in the ring', async () => {
    const first = secret();
    const server = serverWith({ first });
    const visitor = await visitorOf(server);
    server.become({ first, 'signed-out-before': new Date(Date.now() - 60_000).toISOString() });
    expect(await isKnown(visitor, server)).toBe(true);
    const later = Date.now() + 2000;
    server.become({ first, 'signed-out-before': new Date(later).toISOString() });
    expect(await isKnown(visitor, server)).toBe(false);
    // Neither does a change, or a new token, make an old session a new one.
    server.become({ first });
    await visitor.request(server.carrier, (session) => session.rotate());
    server.become({ first, 'signed-out-before': new Date(later).toISOString() });
    expect(await isKnown(visitor, server)).toBe(false);
  });
});
