import { Browser } from './browser';
import { ServerProcesses } from './server-processes';
import { storesAway } from './stores-for-test';

describe('a server process', () => {
  const servers = new ServerProcesses();

  it('starts without the session store: neither a probe nor a visitor without a session needs it', async () => {
    const server = await servers.start(storesAway());
    expect(await server.get('/readyz')).toBe(200);
    expect(await server.get('/', { accept: 'text/html' })).toBe(200);
    const { status, headers, text } = await new Browser(server.url).post('/counter');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(text).toContain('Back in a moment');
  });
});
