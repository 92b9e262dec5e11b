import { Client } from 'pg';
import { Browser } from './browser';
import { TcpProxy } from './network/tcp-proxy';
import { Servers } from './servers';
import { until } from './session/until';
import { signIn } from './signed-in';

describe('PostgreSQL', () => {
  let servers: Servers;
  let network: TcpProxy;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    const url = new URL(servers.data.url);
    network = await TcpProxy.before(Number(url.port));
    url.hostname = network.host;
    url.port = String(network.port);
    server = await servers.start({ DATABASE_URL: url.href, DATABASE_POOL_SIZE: '2' });
  });
  afterEach(async () => {
    network.resume();
    // The next test begins with a server that has found it again.
    await until(async () => {
      const ann = new Browser(server);
      return (await signIn(ann, servers.data).catch(() => undefined)) !== undefined;
    });
  });
  afterAll(async () => {
    await servers.close();
    await network.close();
  });

  it.each<[string, () => void, number]>([
    ['that refuses connections', () => network.refuse(), 1000],
    // A query has seconds before nobody waits for it any longer.
    ['that accepts and then says nothing', () => network.stall(), 5000],
  ])(
    '%s is 503 with Retry-After where it is needed, and nobody is signed out',
    async (_, begin, limit) => {
      const ann = new Browser(server);
      await signIn(ann, servers.data);
      const { cookie } = ann;
      begin();
      const start = Date.now();
      const { status, headers, text } = await ann.post('/notes', { text: 'lost?' });
      expect(Date.now() - start).toBeLessThan(limit);
      expect([status, Number(headers.get('retry-after')) > 0]).toEqual([503, true]);
      expect(text).toContain('Back in a moment');
      expect(text).not.toContain('ECONN');
      expect((await ann.get('/readyz')).status).toBe(200);
      expect(ann.cookie).toBe(cookie);

      network.resume();
      await until(async () => (await ann.post('/notes', { text: 'found' })).status === 303);
    },
  );

  it('is given up by who waits for a connection while all are busy', async () => {
    const ann = Browser.program(server);
    await signIn(ann, servers.data);
    const lock = new Client({ connectionString: servers.data.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE notes');
    const busy = [1, 2].map(() => ann.post('/notes', { text: 'behind the lock' }));
    await until(async () => {
      const locked = await servers.data.query(
        `SELECT FROM pg_locks JOIN pg_database ON database = pg_database.oid
         WHERE NOT granted AND datname = current_database()`,
      );
      return locked.length === 2;
    });
    const waiting = await ann.post('/notes', { text: 'behind those' });
    await lock.query('COMMIT');
    await lock.end();
    expect(waiting.status).toBe(503);
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('knows each server by its name', async () => {
    await signIn(new Browser(server), servers.data);
    const [row] = await servers.data.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'app %' LIMIT 1`,
    );
    expect(row?.name).toMatch(/^app /);
  });
});
