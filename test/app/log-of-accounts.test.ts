import { Browser } from './browser';
import { Servers } from './servers';
import { newEmail, signIn } from './signed-in';

describe('the log of accounts', () => {
  let servers: Servers;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    server = await servers.start();
  });
  afterAll(() => servers.close());

  it('holds no cookie, no token, no password and no e-mail address', async () => {
    const ann = new Browser(server);
    const email = await signIn(ann, servers.data);
    const secrets = [email, 'correct horse battery', 'a wrong password', ann.cookie.split('=')[1]!];
    await ann.post('/sign-in', { email, password: 'a wrong password' });
    await ann.post('/sign-up', { email, password: 'correct horse battery' });
    await ann.post('/sign-in', { email: `${email} and more`, password: 'a wrong password' });
    await ann.get(`/?email=${email}`);
    await servers.data.query(
      'ALTER TABLE accounts ADD CONSTRAINT none CHECK (email IS NULL) NOT VALID',
    );
    const broken = newEmail();
    const failed = await ann.post('/sign-up', { email: broken, password: 'correct horse battery' });
    await servers.data.query('ALTER TABLE accounts DROP CONSTRAINT none');
    expect(failed.status).toBe(500);
    expect(failed.text).not.toContain('constraint');
    expect(servers.log).toContain('violates check constraint');
    for (const secret of [...secrets, broken, failed.headers.get('set-cookie') ?? 'none at all']) {
      expect(servers.log).not.toContain(secret);
    }
  });
});
