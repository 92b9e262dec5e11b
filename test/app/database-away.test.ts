import { Browser } from './browser';
import { Servers } from './servers';
import { TcpProxy } from './network/tcp-proxy';
import { signIn } from './signed-in';

describe('while PostgreSQL is away', () => {
  let servers: Servers;
  let network: TcpProxy;
  let ann: Browser;
  let email: string;

  beforeAll(async () => {
    servers = await Servers.open();
    const url = new URL(servers.data.url);
    network = await TcpProxy.before(Number(url.port));
    url.hostname = network.host;
    url.port = String(network.port);
    ann = new Browser(await servers.start({ DATABASE_URL: url.href }));
    email = await signIn(ann, servers.data);
    network.refuse();
  });
  afterAll(async () => {
    await servers.close();
    await network.close();
  });

  it('the notes are not on the page, but the page is there, and nobody is signed out', async () => {
    const { status, text } = await ann.get('/');
    expect(status).toBe(200);
    expect(text).toContain("The notes can't be read just now");
    expect(text).toContain(email);
  });

  it('whatever does not need it goes on', async () => {
    expect((await ann.post('/counter')).status).toBe(303);
    expect((await ann.get('/readyz')).status).toBe(200);
  });
});
