import { Browser } from './browser';
import { Servers } from './servers';

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
        route: 'none',
        status: 404,
        ms: expect.any(Number),
        ip: expect.stringMatching(/^10\./),
        msg: 'answered',
      },
    ]);
  });

  it('holds no cookie, no query and no body', async () => {
    const visitor = new Browser(server);
    await visitor.post('/counter');
    await visitor.get('/?token=in-the-query');
    await visitor.post('/cart', { item: 'in-the-body' });
    for (const secret of [visitor.cookie.split('=')[1]!, 'in-the-query', 'in-the-body']) {
      expect(servers.log).not.toContain(secret);
    }
  });

  it('has a line for an address that the router refuses, too', async () => {
    await new Browser(server).get('/%zz?token=secret', { 'x-request-id': 'no-address' });
    expect(lines().find(({ reqId }) => reqId === 'no-address')).toMatchObject({
      method: 'GET',
      path: '/%zz',
      status: 400,
      msg: 'answered',
    });
  });

  it('leaves probes out, unless it is to tell everything', async () => {
    await new Browser(server).get('/livez', { 'x-request-id': 'a-probe' });
    expect(lines().find(({ reqId }) => reqId === 'a-probe')).toMatchObject({
      level: 'debug',
      msg: 'probed',
    });
  });

  it('says nothing of how the server fares, where nobody has asked for it', () => {
    expect(lines().filter(({ msg }) => msg === 'figures' || msg === 'started')).toEqual([]);
  });
});
