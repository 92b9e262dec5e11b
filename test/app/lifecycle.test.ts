import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Browser } from './browser';
import { type ServerProcess, runServer } from './server-process';
import { ServerProcesses } from './server-processes';
import { until } from './session/until';

describe('a server process', () => {
  const servers = new ServerProcesses();

  const inFlight = async ({ url }: ServerProcess) => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return Number(/^http_requests_in_flight (\d+)$/m.exec(metrics)?.[1]);
  };

  /** A request that the server is busy with, since the rest of its body is still to come. */
  async function begin(server: ServerProcess) {
    const headers = { origin: 'http://localhost:8080', 'content-type': 'application/json' };
    const client = request(`${server.url}/counter`, { method: 'POST', headers });
    const status = new Promise<number | 'cut'>((resolve) => {
      client.on('response', (answer) => resolve(answer.resume().statusCode ?? 0));
      client.on('error', () => resolve('cut'));
    });
    client.write('{');
    await until(async () => (await inFlight(server)) === 2);
    return { status, finish: () => client.end('}'), abandon: () => client.destroy() };
  }

  it('runs from its folder alone, anywhere, with nothing installed', async () => {
    const bundle = process.env['APP_TEST_BUNDLE'] ?? '';
    const elsewhere = mkdtempSync(join(tmpdir(), 'bundle-alone-'));
    cpSync(bundle, elsewhere, { recursive: true });
    process.env['APP_TEST_BUNDLE'] = elsewhere;
    try {
      const server = await servers.start();
      const visitor = new Browser(server.url);
      expect((await visitor.post('/counter')).status).toBe(303);
      expect((await visitor.get('/')).text).toContain('This session has come');
      expect(await server.get('/metrics')).toBe(200);
    } finally {
      process.env['APP_TEST_BUNDLE'] = bundle;
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('on SIGTERM says that it is unready, goes on serving, finishes what runs, and exits 0', async () => {
    const server = await servers.start({ SHUTDOWN_DELAY_SECONDS: '1' });
    expect(await server.get('/readyz')).toBe(200);
    const slow = await begin(server);

    server.signal('SIGTERM');
    await until(async () => (await server.get('/readyz')) === 503);
    expect(await server.get('/livez')).toBe(200);
    const meanwhile = await Browser.program(server.url).post('/counter');
    expect([meanwhile.status, meanwhile.headers.get('connection')]).toEqual([200, 'close']);
    await until(async () => (await server.get('/livez')) === undefined);

    slow.finish();
    expect(await slow.status).toBe(200);
    expect(await server.exited).toBe(0);
    expect(server.log.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('under load refuses nothing while it stops, when it is sent nothing after it is unready', async () => {
    const server = await servers.start({ SHUTDOWN_DELAY_SECONDS: '1' });
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
    const server = await servers.start();
    await server.get('/livez');
    server.signal('SIGINT');
    expect(await server.exited).toBe(0);
  });

  it('does not wait for ever', async () => {
    const server = await servers.start({ SHUTDOWN_TIMEOUT_SECONDS: '1' });
    const slow = await begin(server);
    server.signal('SIGTERM');
    expect(await server.exited).toBe(1);
    expect(await slow.status).toBe('cut');
  });

  it('ends at once on a second signal', async () => {
    const server = await servers.start({ SHUTDOWN_DELAY_SECONDS: '60' });
    server.signal('SIGTERM');
    await until(async () => (await server.get('/readyz')) === 503);
    server.signal('SIGTERM');
    expect(await server.exited).toBe(1);
  });

  it('writes all of its log, in order, even when it ends while its thread pool is busy', async () => {
    const busy = `
      import { scrypt } from 'node:crypto';
      const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 };
      process.on('SIGUSR2', () => {
        for (let i = 0; i < 8; i++) scrypt('', '', 32, cost, () => {});
        process.kill(process.pid, 'SIGTERM');
      });`;
    const server = await servers.start({
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(busy)}`,
    });
    server.signal('SIGUSR2');
    expect(await server.exited).toBe(0);
    expect(server.log.slice(-2).map(({ msg }) => msg)).toEqual(['stopping', 'stopped']);
  });

  it('tells metrics to who asks it directly, and to nobody through the load balancer', async () => {
    const server = await servers.start();
    const visitor = new Browser(server.url);
    await visitor.post('/counter');
    await visitor.get('/');
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/",status="200"\} 1/,
    );
    expect(metrics).toMatch(
      /session_store_duration_seconds_count\{operation="commit",outcome="done"\} \d/,
    );
    expect(metrics).toMatch(/^http_requests_in_flight 1$/m);
    expect(metrics).toContain('nodejs_eventloop_lag_seconds');
    expect((await visitor.get('/metrics')).status).toBe(404);
  });

  it('counts a request whose client went away as in flight no longer', async () => {
    const server = await servers.start();
    const { abandon } = await begin(server);
    abandon();
    await until(async () => (await inFlight(server)) === 1);
  });

  it('warns in one line where sessions cross the network in the clear', async () => {
    const warnings = (server: ServerProcess) => server.log.filter(({ level }) => level === 'warn');
    const plain = await servers.start({ PUBLIC_URL: 'http://dev.example' });
    expect(warnings(plain)).toEqual([
      expect.objectContaining({ msg: expect.stringContaining('PUBLIC_URL is http://dev.example') }),
    ]);
    expect(warnings(await servers.start({ PUBLIC_URL: 'http://localhost:8080' }))).toEqual([]);
    expect(warnings(await servers.start({ PUBLIC_URL: 'https://shop.example' }))).toEqual([]);
  });

  it('ends on an error that nobody caught, and says so: what else it broke is unknown', async () => {
    const bug = `process.on('SIGUSR2', () => { throw new Error('a bug') })`;
    const server = await servers.start({
      NODE_OPTIONS: `--import data:text/javascript,${encodeURI(bug)}`,
    });
    server.signal('SIGUSR2');
    expect(await server.exited).toBe(1);
    expect(server.log.at(-1)).toMatchObject({ level: 'fatal', err: { message: 'a bug' } });
  });

  it('does not start on a wrong configuration, and names all of it', async () => {
    const { code, output } = await runServer([], { PORT: 'x', PUBLIC_URL: '' });
    expect(code).toBe(1);
    expect(output).toContain('PORT must be a whole number');
    expect(output).toContain('PUBLIC_URL is missing');
  });

  it('does not start on a port that is taken', async () => {
    const first = await servers.start();
    const { code, output } = await runServer([], {
      ...servers.data.environment,
      PORT: new URL(first.url).port,
    });
    expect([code, output]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
  });
});
