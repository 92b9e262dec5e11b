import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Browser } from './browser';
import { ServerProcesses } from './server-processes';
import { until } from './session/until';
import { PASSWORD, newEmail, signIn } from './signed-in';

describe('a server process, with its database,', () => {
  const servers = new ServerProcesses();

  it('runs from its folder alone, anywhere, with nothing installed', async () => {
    const bundle = process.env['APP_TEST_BUNDLE'] ?? '';
    const elsewhere = mkdtempSync(join(tmpdir(), 'bundle-alone-'));
    cpSync(bundle, elsewhere, { recursive: true });
    process.env['APP_TEST_BUNDLE'] = elsewhere;
    try {
      const server = await servers.start();
      const ann = new Browser(server.url);
      await ann.post('/sign-up', { email: newEmail(), password: PASSWORD });
      await ann.post('/notes', { text: 'from the bundle' });
      expect((await ann.get('/')).text).toContain('from the bundle');
    } finally {
      process.env['APP_TEST_BUNDLE'] = bundle;
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('on SIGTERM keeps its connections until the last query is answered', async () => {
    const server = await servers.start();
    const ann = Browser.program(server.url);
    await signIn(ann, servers.data);

    // A request that can't end before this lock does.
    const lock = new Client({ connectionString: servers.data.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE notes');
    const slow = ann.post('/notes', { text: 'slow' });
    await until(async () => {
      const waiting = await servers.data.query(
        `SELECT FROM pg_locks JOIN pg_database ON database = pg_database.oid
         WHERE NOT granted AND datname = current_database()`,
      );
      return waiting.length > 0;
    });
    server.signal('SIGTERM');
    await until(async () => (await server.get('/livez')) === undefined);

    await lock.query('COMMIT');
    await lock.end();
    expect((await slow).status).toBe(200);
    expect(await server.exited).toBe(0);
    expect(server.log.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('starts without PostgreSQL: a probe must not wait for it, nor a page that does not need it', async () => {
    const server = await servers.start({ DATABASE_URL: 'postgres://app@127.0.0.1:1/app' });
    expect(await server.get('/readyz')).toBe(200);
    expect(await server.get('/', { accept: 'text/html' })).toBe(200);
    const { status, headers } = await new Browser(server.url).post('/sign-in', {
      email: newEmail(),
      password: PASSWORD,
    });
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([503, true]);
  });

  it('tells how its pool is used', async () => {
    const server = await servers.start();
    await signIn(new Browser(server.url), servers.data);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^database_connections [1-9]/m);
    expect(metrics).toMatch(/^database_connections_idle \d/m);
    expect(metrics).toMatch(/^database_queries_waiting 0$/m);
  });
});
