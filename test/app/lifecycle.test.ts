import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { waitFor } from '../../lib/local/processes/wait-for';
import { Browser, PASSWORD, newEmail } from './browser';
import { type TestDatabase, createDatabase } from './database-for-test';
import { ServerProcess, runServer } from './server-process';
import { signIn } from './signed-in';

describe('a server process', () => {
  let database: TestDatabase;
  const running: ServerProcess[] = [];

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterEach(async () => {
    for (const server of running) server.signal('SIGKILL');
    await Promise.all(running.splice(0).map((server) => server.exited));
  });
  afterAll(() => database.drop());

  async function start(environment: Record<string, string> = {}): Promise<ServerProcess> {
    const server = await ServerProcess.start({
      DATABASE_URL: database.url,
      TRUSTED_PROXIES: '1',
      ...environment,
    });
    running.push(server);
    return server;
  }

  const until = async (so: () => boolean | Promise<boolean>) => {
    if (!(await waitFor(async () => (await so()) || undefined, 10_000))) {
      throw new Error(`Not so within 10 s: ${String(so)}`);
    }
  };

  it('runs from its folder alone, anywhere, with nothing installed', async () => {
    const bundle = process.env['APP_TEST_BUNDLE'] ?? '';
    const elsewhere = mkdtempSync(join(tmpdir(), 'bundle-alone-'));
    cpSync(bundle, elsewhere, { recursive: true });
    process.env['APP_TEST_BUNDLE'] = elsewhere;
    try {
      const server = await start();
      const ann = new Browser(server.url);
      await ann.post('/sign-up', { email: newEmail(), password: PASSWORD });
      await ann.post('/notes', { text: 'from the bundle' });
      expect((await ann.get('/')).text).toContain('from the bundle');
      expect((await ann.get('/metrics', {})).status).toBe(404);
    } finally {
      process.env['APP_TEST_BUNDLE'] = bundle;
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('on SIGTERM says that it is unready, goes on serving, finishes what runs, and exits 0', async () => {
    const server = await start({ SHUTDOWN_DELAY_SECONDS: '1' });
    const ann = Browser.program(server.url);
    await signIn(ann, database);
    expect(await server.get('/readyz')).toBe(200);

    // A request that can't end before this lock does.
    const lock = new Client({ connectionString: database.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE notes');
    const slow = ann.post('/notes', { text: 'slow' });
    await until(async () => {
      const waiting = await database.query(
        `SELECT FROM pg_locks JOIN pg_database ON database = pg_database.oid WHERE NOT granted AND datname = current_database()`,
      );
      return waiting.length > 0;
    });

    server.signal('SIGTERM');
    await until(async () => (await server.get('/readyz')) === 503);
    expect(await server.get('/livez')).toBe(200);
    const meanwhile = await Browser.program(server.url).post('/counter');
    expect([meanwhile.status, meanwhile.headers.get('connection')]).toEqual([200, 'close']);
    await until(async () => (await server.get('/livez')) === undefined);

    await lock.query('COMMIT');
    await lock.end();
    expect((await slow).status).toBe(200);
    expect(await server.exited).toBe(0);
    expect(server.log.map(({ msg }) => msg)).toContain('stopping');
  });

  it('under load refuses nothing while it stops, when it is sent nothing after it is unready', async () => {
    const server = await start({ SHUTDOWN_DELAY_SECONDS: '1' });
    const answers: (number | undefined)[] = [];
    let ready = true;
    const clients = Array.from({ length: 8 }, async () => {
      while (ready) {
        const { status } = await Browser.program(server.url).post('/counter');
        answers.push(status);
      }
    });
    await until(() => answers.length > 50);
    server.signal('SIGTERM');
    await until(async () => (await server.get('/readyz')) === 503);
    ready = false;
    await Promise.all(clients);
    expect(await server.exited).toBe(0);
    expect(answers.every((status) => status === 200)).toBe(true);
  });

  it('does not wait for idle connections', async () => {
    const server = await start();
    await server.get('/livez');
    server.signal('SIGINT');
    expect(await server.exited).toBe(0);
  });

  it('does not wait for ever', async () => {
    const server = await start({ SHUTDOWN_TIMEOUT_SECONDS: '1' });
    const ann = Browser.program(server.url);
    await signIn(ann, database);
    const lock = new Client({ connectionString: database.url });
    await lock.connect();
    await lock.query('BEGIN; LOCK TABLE notes');
    const cut = ann.post('/notes', { text: 'too slow' }).catch(() => 'cut');
    await until(
      async () =>
        (
          await database.query(
            `SELECT FROM pg_locks JOIN pg_database ON database = pg_database.oid WHERE NOT granted AND datname = current_database()`,
          )
        ).length > 0,
    );
    server.signal('SIGTERM');
    expect(await server.exited).toBe(1);
    expect(await cut).toBe('cut');
    await lock.end();
  });

  it('ends at once on a second signal', async () => {
    const server = await start({ SHUTDOWN_DELAY_SECONDS: '60' });
    server.signal('SIGTERM');
    await until(async () => (await server.get('/readyz')) === 503);
    server.signal('SIGTERM');
    expect(await server.exited).toBe(1);
  });

  it('starts without PostgreSQL and without Redis: a probe must not wait for them', async () => {
    const server = await start({
      DATABASE_URL: 'postgres://app@127.0.0.1:1/app',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(await server.get('/readyz')).toBe(200);
    expect(await server.get('/', { accept: 'text/html' })).toBe(200);
    const browser = new Browser(server.url);
    const { status, headers, text } = await browser.post('/counter');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(text).toContain('Back in a moment');
  });

  it('tells metrics to who asks it directly, and to nobody through the load balancer', async () => {
    const server = await start();
    const ann = new Browser(server.url);
    await signIn(ann, database);
    await ann.get('/');
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/",status="200"\} 1/,
    );
    expect(metrics).toMatch(
      /session_store_duration_seconds_count\{operation="commit",outcome="done"\} \d/,
    );
    expect(metrics).toMatch(/^http_requests_in_flight 1$/m);
    expect(metrics).toMatch(/^database_connections 1$/m);
    expect(metrics).toContain('nodejs_eventloop_lag_seconds');
    expect((await ann.get('/metrics')).status).toBe(404);
  });

  it('counts a request whose client went away as in flight no longer', async () => {
    const server = await start();
    const inFlight = async () =>
      Number(
        /^http_requests_in_flight (\d+)$/m.exec(
          await (await fetch(`${server.url}/metrics`)).text(),
        )?.[1],
      );
    const headers = { origin: 'http://localhost:8080', 'content-type': 'application/json' };
    const client = request(`${server.url}/counter`, { method: 'POST', headers });
    client.on('error', () => {});
    client.write('{'); // The rest never comes.
    await until(async () => (await inFlight()) === 2);
    client.destroy();
    await until(async () => (await inFlight()) === 1);
  });

  it('warns in one line where passwords cross the network in the clear', async () => {
    const warnings = (server: ServerProcess) => server.log.filter(({ level }) => level === 'warn');
    const plain = await start({ PUBLIC_URL: 'http://dev.example' });
    expect(warnings(plain)).toEqual([
      expect.objectContaining({ msg: expect.stringContaining('PUBLIC_URL is http://dev.example') }),
    ]);
    expect(warnings(await start({ PUBLIC_URL: 'http://localhost:8080' }))).toEqual([]);
    expect(warnings(await start({ PUBLIC_URL: 'https://shop.example' }))).toEqual([]);
  });

  it('ends on an error that nobody caught, and says so: what else it broke is unknown', async () => {
    const bug = `process.on('SIGUSR2', () => { throw new Error('a bug') })`;
    const server = await start({ NODE_OPTIONS: `--import data:text/javascript,${encodeURI(bug)}` });
    server.signal('SIGUSR2');
    expect(await server.exited).toBe(1);
    expect(server.log.at(-1)).toMatchObject({ level: 'fatal', err: { message: 'a bug' } });
  });

  it('does not start on a wrong configuration, and names all of it', async () => {
    const { code, output } = await runServer([], { PORT: 'x', DATABASE_URL: '' });
    expect(code).toBe(1);
    expect(output).toContain('PORT must be a whole number');
    expect(output).toContain('DATABASE_URL is missing');
  });

  it('does not start on a port that is taken', async () => {
    const first = await start();
    const { code, output } = await runServer([], {
      PORT: new URL(first.url).port,
      DATABASE_URL: database.url,
    });
    expect([code, output]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
  });
});
