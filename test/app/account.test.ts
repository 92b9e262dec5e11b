import { Browser } from './browser';
import { Servers } from './servers';
import { PASSWORD, account, newEmail, signIn } from './signed-in';

describe('an account', () => {
  let servers: Servers;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    server = await servers.start();
  });
  afterAll(() => servers.close());

  it('is made, and its owner is signed in', async () => {
    const ann = new Browser(server);
    const email = newEmail();
    const { status, headers } = await ann.post('/sign-up', { email, password: PASSWORD });
    expect([status, headers.get('location')]).toEqual([303, '/']);
    expect((await ann.get('/')).text).toContain(email);
  });

  it('is signed in to from another browser, with the address in any case', async () => {
    const email = await account(servers.data);
    const other = new Browser(server);
    const { status } = await other.post('/sign-in', {
      email: email.toUpperCase(),
      password: PASSWORD,
    });
    expect(status).toBe(303);
    expect((await other.home()).account.email).toBe(email);
  });

  it('carries the cart of the visitor into the session of who signs in, under a new id', async () => {
    const ann = new Browser(server);
    await ann.post('/cart', { item: 'Bread' });
    const before = ann.cookie;
    await signIn(ann, servers.data);
    expect((await ann.home()).session.cart[1]).toEqual({ item: 'Bread', amount: 1 });
    expect(ann.cookie).not.toBe(before);
    ann.cookie = before;
    expect((await ann.home()).account).toBeUndefined();
  });

  it('is signed out of, and the browser has no cookie any more', async () => {
    const ann = new Browser(server);
    await signIn(ann, servers.data);
    const { status } = await ann.post('/sign-out');
    expect([status, ann.cookie]).toEqual([303, '']);
    expect((await ann.home()).account).toBeUndefined();
  });

  it('says in the page that the password is wrong, and keeps the address typed', async () => {
    const email = await account(servers.data);
    const { status, text } = await new Browser(server).post('/sign-in', {
      email,
      password: 'not this one at all',
    });
    expect(status).toBe(401);
    expect(text).toContain('The e-mail address or the password is wrong.');
    expect(text).toContain(`value="${email}"`);
    expect(text).not.toContain('not this one at all');
  });

  it('says the same of an unknown address as of a wrong password', async () => {
    const email = await account(servers.data);
    const wrong = { password: 'not this one at all' };
    const known = await Browser.program(server).post('/sign-in', { email, ...wrong });
    const unknown = await Browser.program(server).post('/sign-in', { email: newEmail(), ...wrong });
    const { requestId: _, ...answer } = known.json;
    expect([unknown.status, unknown.json]).toEqual([known.status, expect.objectContaining(answer)]);
  });

  it('is one for each address, whatever its case, and says so in the form', async () => {
    const email = await account(servers.data);
    const { status, text } = await new Browser(server).post('/sign-up', {
      email: email.toUpperCase(),
      password: PASSWORD,
    });
    expect(status).toBe(409);
    expect(text).toContain('There is an account with this address already.');
  });

  it('is made once when two servers are asked at the same time', async () => {
    const email = newEmail();
    const form = { email, password: PASSWORD };
    const other = await servers.start();
    const answers = await Promise.all([
      Browser.program(server).post('/sign-up', form),
      Browser.program(other).post('/sign-up', form),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
  });

  it.each([
    [{ email: 'ann', password: PASSWORD }, 'Give an e-mail address like ann@example.com.'],
    [{ email: `${'a'.repeat(250)}@b.example`, password: PASSWORD }, 'Give an e-mail address'],
    [{ email: 'ann@example.com', password: 'short' }, 'A password has 12 to 128 characters.'],
    [{ email: 'ann@example.com', password: 'x'.repeat(129) }, 'A password has 12 to 128'],
    [{ email: 'ann@example.com' }, 'A password has 12 to 128 characters.'],
    [{}, 'Give an e-mail address like ann@example.com.'],
  ])(
    'is refused, with the reason in the form: %j',
    async (form: Record<string, string>, reason) => {
      const { status, text } = await new Browser(server).post('/sign-up', form);
      expect(status).toBe(400);
      expect(text).toContain(reason);
      expect(text).toContain('<details open>');
    },
  );

  it('keeps a hash with its parameters, not the password', async () => {
    const email = newEmail();
    await new Browser(server).post('/sign-up', { email, password: PASSWORD });
    const [row] = await servers.data.query<{ password: string }>(
      'SELECT password FROM accounts WHERE email = $1',
      [email],
    );
    expect(row?.password).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
  });

  it('has a form with a label for each field, and each form’s own address leads to the page', async () => {
    const { text } = await new Browser(server).get('/');
    const fields = [...text.matchAll(/<input\s+id="([^"]+)"/g)].map(([, id]) => id);
    expect(fields).toHaveLength(4);
    for (const id of fields) expect(text).toContain(`<label for="${id}">`);
    for (const path of ['/sign-in', '/sign-up', '/notes']) {
      expect((await new Browser(server).get(path)).headers.get('location')).toBe('/');
    }
  });
});
