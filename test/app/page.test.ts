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
    const { text } = await new Browser(server).get('/');
    for (const words of ['i-0a7c42e9', 'Redis', 'PostgreSQL', 'Nothing']) {
      expect(text).toContain(words);
    }
  });

  it('is kept by no cache', async () => {
    expect((await new Browser(server).get('/')).headers.get('cache-control')).toBe('no-store');
  });

  it('has a label for each field, and no script or style of its own', async () => {
    const { text } = await new Browser(server).get('/');
    const fields = [...text.matchAll(/<input\s+id="([^"]+)"/g)].map(([, id]) => id);
    expect(fields).toHaveLength(4);
    for (const id of fields) expect(text).toContain(`<label for="${id}">`);
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

  it('is where a form’s own address leads when it is opened', async () => {
    for (const path of ['/sign-in', '/sign-up', '/notes']) {
      expect((await new Browser(server).get(path)).headers.get('location')).toBe('/');
    }
  });

  it('says so where there is nothing: as a page to browsers, as JSON to others', async () => {
    const page = await new Browser(server).get('/nowhere');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ]);
    expect(page.text).toContain('There is nothing at this address.');
    expect((await new Browser(server).get('/%zz')).text).toContain('That did not work');
    const json = await Browser.program(server).get('/nowhere');
    expect([json.status, json.json.message]).toEqual([404, 'There is nothing at this address.']);
  });
});
