import { Browser } from './browser';
import { Servers } from './servers';

describe('the page', () => {
  let servers: Servers;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    server = await servers.start({ SERVER_ID: 'i-0a7c42e9' });
  });
  afterAll(() => servers.close());

  it('says which server answered, and where everything lives', async () => {
    const visitor = new Browser(server);
    const { sessionStore } = await visitor.home();
    expect(sessionStore).not.toBe('');
    const { text } = await visitor.get('/');
    for (const words of ['i-0a7c42e9', sessionStore, 'Nothing']) expect(text).toContain(words);
  });

  it('is kept by no cache', async () => {
    expect((await new Browser(server).get('/')).headers.get('cache-control')).toBe('no-store');
  });

  it('has no script or style of its own', async () => {
    const { text } = await new Browser(server).get('/');
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
    expect(text).toContain('<html lang="en">');
  });

  it('loads nothing from elsewhere, and what it loads may be kept for ever', async () => {
    const browser = new Browser(server);
    const { text } = await browser.get('/');
    const paths = [...text.matchAll(/<link[^>]*href="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(paths).toHaveLength(2);
    for (const path of paths) {
      expect(path).toMatch(/^\/assets\/[\w-]{12}\//);
      const { status, headers } = await browser.get(path);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('is styled during a rollout too, when it comes from another release', async () => {
    const { status, headers } = await new Browser(server).get('/assets/AAAAAAAAAAAA/style.css');
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it('says so where there is nothing: as a page to browsers, as JSON to others', async () => {
    const page = await new Browser(server).get('/nowhere');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
    expect(page.text).toContain('There is nothing at this address.');
    const json = await Browser.program(server).get('/nowhere');
    expect([json.status, json.json.message]).toEqual([404, 'There is nothing at this address.']);
  });

  it.each([
    ['that can’t be read', '/%zz', 400],
    ['that is too long', `/assets/${'x'.repeat(200)}/style.css`, 414],
  ])('answers an address %s like any other', async (_what, path, status) => {
    const answer = await new Browser(server).get(path);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('That did not work');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});
