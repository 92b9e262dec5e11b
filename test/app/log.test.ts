import { Browser, newEmail } from './browser';
import { Servers } from './servers';
import { signIn } from './signed-in';

describe('the log', () => {
  let servers: Servers;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    server = await servers.start();
  });
  afterAll(() => servers.close());

  const lines = () =>
    servers.log
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('has one lean line for each request', async () => {
    await new Browser(server).get('/nowhere?token=secret', { 'x-request-id': 'lean-line' });
    expect(lines().filter(({ reqId }) => reqId === 'lean-line')).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        server: expect.any(String),
        reqId: 'lean-line',
        method: 'GET',
        path: '/nowhere',
        status: 404,
        ms: expect.any(Number),
        ip: expect.stringMatching(/^10\./),
        msg: 'answered',
      },
    ]);
  });

  it('holds no cookie, no token, no password and no e-mail address', async () => {
    const ann = new Browser(server);
    const email = await signIn(ann, servers.database);
    const secrets = [email, 'correct horse battery', 'a wrong password', ann.cookie.split('=')[1]!];
    await ann.post('/sign-in', { email, password: 'a wrong password' });
    await ann.post('/sign-up', { email, password: 'correct horse battery' });
    await ann.post('/sign-in', { email: `${email} and more`, password: 'a wrong password' });
    await ann.get(`/?email=${email}`);
    await servers.database.query(
      'ALTER TABLE accounts ADD CONSTRAINT none CHECK (email IS NULL) NOT VALID',
    );
    const broken = newEmail();
    const failed = await ann.post('/sign-up', { email: broken, password: 'correct horse battery' });
    await servers.database.query('ALTER TABLE accounts DROP CONSTRAINT none');
    expect(failed.status).toBe(500);
    expect(failed.text).not.toContain('constraint');
    expect(servers.log).toContain('violates check constraint');
    for (const secret of [...secrets, broken, failed.headers.get('set-cookie') ?? 'none at all']) {
      expect(servers.log).not.toContain(secret);
    }
  });

  it('takes the load balancer’s request id, and gives it back', async () => {
    const id = 'Root=1-67891233-abcdef012345678912345678';
    const { headers } = await new Browser(server).get('/', { 'x-amzn-trace-id': id });
    expect(headers.get('x-request-id')).toBe(id);
    expect(lines().some(({ reqId }) => reqId === id)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), '{"level":"fatal"}', 'a b'])(
    'makes a request id of its own instead of %j',
    async (id) => {
      const { headers } = await new Browser(server).get('/', { 'x-request-id': id });
      expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    },
  );

  it('leaves probes out, unless it is to tell everything', async () => {
    await new Browser(server).get('/livez', { 'x-request-id': 'a-probe' });
    expect(lines().find(({ reqId }) => reqId === 'a-probe')).toMatchObject({ level: 'debug' });
  });
});
