import { Browser } from './browser';
import { Servers } from './servers';

const PUBLIC_URL = 'https://shop.example';

describe('security', () => {
  let servers: Servers;
  let server: string;

  beforeAll(async () => {
    servers = await Servers.open();
    server = await servers.start({ PUBLIC_URL });
  });
  afterAll(() => servers.close());

  describe('headers', () => {
    it('forbid everything that the page does not need', async () => {
      const { headers } = await new Browser(server).get('/');
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none';upgrade-insecure-requests",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    });

    it('do not send browsers to https where there is none', async () => {
      const plain = await servers.start({ PUBLIC_URL: 'http://dev.example' });
      const { headers } = await new Browser(plain).get('/');
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    });
  });

  describe('the cookie', () => {
    const setBy = async (url: string) =>
      (await new Browser(url).post('/counter')).headers.getSetCookie()[0] ?? '';

    it('is __Host- and Secure where the public URL is https', async () => {
      expect(await setBy(server)).toMatch(
        /^__Host-session=[^;]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      );
    });

    it('is one that browsers take over plain http where it is not', async () => {
      const plain = await servers.start({ PUBLIC_URL: 'http://dev.example' });
      expect(await setBy(plain)).toMatch(
        /^session=[^;]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/,
      );
    });
  });

  describe('a request that changes something', () => {
    it.each([
      ['from this site', { 'sec-fetch-site': 'same-origin' }, 303],
      ['by the user’s own hand', { 'sec-fetch-site': 'none' }, 303],
      ['from a neighbouring subdomain', { 'sec-fetch-site': 'same-site' }, 403],
      ['from elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
      [
        'from elsewhere, with our Origin',
        { 'sec-fetch-site': 'cross-site', origin: PUBLIC_URL },
        403,
      ],
      ['from an older browser on this site', { origin: PUBLIC_URL }, 303],
      ['from an older browser elsewhere', { origin: 'https://evil.example' }, 403],
      ['from our name over http', { origin: 'http://shop.example' }, 403],
      ['from a sandboxed frame', { origin: 'null' }, 403],
      ['from nobody knows where', {}, 403],
    ])('%s', async (_where, headers, status) => {
      const answer = await new Browser(server).send('POST', '/counter', { headers });
      expect(answer.status).toBe(status);
    });
  });

  describe('the client’s address', () => {
    const addressOf = async (url: string, forwarded: string) => {
      const path = `/nowhere-${Math.random()}`;
      await new Browser(url).get(path, { 'x-forwarded-for': forwarded });
      const line = servers.log.split('\n').find((text) => text.includes(path)) ?? '{}';
      return (JSON.parse(line) as { ip: string }).ip;
    };

    it('is what the load balancer appended, not what the client made up', async () => {
      expect(await addressOf(server, '6.6.6.6, 203.0.113.7')).toBe('203.0.113.7');
    });

    it('is one further back behind two proxies', async () => {
      const behindTwo = await servers.start({ TRUSTED_PROXIES: '2' });
      expect(await addressOf(behindTwo, '6.6.6.6, 203.0.113.7, 130.176.0.1')).toBe('203.0.113.7');
    });

    it('is the socket’s where there is no proxy', async () => {
      const alone = await servers.start({ TRUSTED_PROXIES: '0' });
      expect(await addressOf(alone, '6.6.6.6')).toBe('127.0.0.1');
    });
  });

  it.each([
    ['more than 16 KiB', '/cart', `item=${'x'.repeat(17_000)}`, undefined, 413],
    ['a body of another kind', '/counter', '<counter/>', 'text/xml', 415],
    ['JSON that is none', '/cart', '{', 'application/json', 400],
    ['a prototype', '/cart', '{"__proto__": {"x": 1}, "item": "Bread"}', 'application/json', 400],
  ])('%s is refused', async (_what, path, body, type, status) => {
    const answer = await Browser.program(server).send('POST', path, {
      headers: {
        origin: PUBLIC_URL,
        'content-type': type ?? 'application/x-www-form-urlencoded',
      },
      body,
    });
    expect(answer.status).toBe(status);
  });
});
