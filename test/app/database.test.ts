import { X509Certificate } from 'node:crypto';
import { Client } from 'pg';
import { iamPassword } from '../../app/database/iam-password';
import { rdsTls } from '../../app/database/rds-tls';
import { Browser } from './browser';
import { TcpProxy } from './redis/tcp-proxy';
import { Servers } from './servers';
import { signIn } from './signed-in';

describe('PostgreSQL', () => {
  let servers: Servers;
  let network: TcpProxy;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    const url = new URL(servers.database.url);
    network = await TcpProxy.before(Number(url.port));
    url.hostname = '127.0.0.1';
    url.port = new URL(network.url).port;
    server = await servers.start({ DATABASE_URL: url.href, DATABASE_POOL_SIZE: '2' });
  });
  afterAll(async () => {
    await servers.close();
    await network.close();
  });

  describe('away', () => {
    let ann: Browser;

    beforeAll(async () => {
      ann = new Browser(server);
      await signIn(ann, servers.database);
      network.refuse();
    });
    afterAll(() => network.resume());

    it('is answered quickly with 503 and Retry-After where it is needed', async () => {
      const start = Date.now();
      const { status, headers, text } = await ann.post('/notes', { text: 'lost?' });
      expect(Date.now() - start).toBeLessThan(1000);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      expect(text).toContain('Back in a moment');
      expect(text).not.toContain('ECONN');
    });

    it('takes the notes off the page, not the page, and signs nobody out', async () => {
      const { status, text } = await ann.get('/');
      expect(status).toBe(200);
      expect(text).toContain("The notes can't be read just now");
      expect(text).toContain('Where you are signed in');
    });

    it('stops nothing that does not need it, nor the probes', async () => {
      expect((await ann.post('/counter')).status).toBe(303);
      expect((await ann.get('/readyz')).status).toBe(200);
    });

    it('is used again as soon as it is back', async () => {
      network.resume();
      expect((await ann.post('/notes', { text: 'found' })).status).toBe(303);
    });
  });

  it('that accepts and then says nothing is given up after seconds', async () => {
    const ann = new Browser(server);
    await signIn(ann, servers.database);
    network.stall();
    const { status } = await ann.post('/notes', { text: 'into the void' });
    network.resume();
    expect(status).toBe(503);
  });

  it('is given up by who waits for a connection while all are busy', async () => {
    const ann = Browser.program(server);
    await signIn(ann, servers.database);
    const lock = new Client({ connectionString: servers.database.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE notes');
    const busy = [1, 2].map(() => ann.post('/notes', { text: 'behind the lock' }));
    const waiting = await ann.post('/notes', { text: 'behind those' });
    await lock.query('COMMIT');
    await lock.end();
    expect(waiting.status).toBe(503);
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('knows each server by its name', async () => {
    await signIn(new Browser(server), servers.database);
    const [row] = await servers.database.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'app %' LIMIT 1`,
    );
    expect(row?.name).toMatch(/^app /);
  });
});

describe('PostgreSQL on RDS', () => {
  const address = { host: 'db.example', port: 5432, user: 'app', region: 'eu-central-1' };

  beforeAll(() => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  });
  afterAll(() => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  });

  it('is signed in to by a token for this user and address, good for 15 minutes', async () => {
    const token = new URL(`https://${await iamPassword(address)()}`);
    expect(token.host).toBe('db.example:5432');
    expect(Object.fromEntries(token.searchParams)).toMatchObject({
      Action: 'connect',
      DBUser: 'app',
      'X-Amz-Expires': '900',
      'X-Amz-Credential': expect.stringContaining('/eu-central-1/rds-db/aws4_request'),
    });
  });

  it('is believed by RDS’s own authorities, with its name', () => {
    const { ca, rejectUnauthorized } = rdsTls();
    expect(rejectUnauthorized).toBe(true);
    const names = [ca].flat().map((pem) => new X509Certificate(String(pem)).subject);
    expect(names.some((name) => /Amazon RDS eu-central-1 Root CA RSA2048 G1/.test(name))).toBe(
      true,
    );
  });
});
