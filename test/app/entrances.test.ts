import { Browser } from './browser';
import { Servers } from './servers';

/** What somebody may put before the addresses that our proxies add. */
const madeUp = '6.6.6.6';
const client = '203.0.113.7';

const cloudFront = {
  environment: {
    PUBLIC_URL: 'https://d111111abcdef8.cloudfront.net',
    TRUSTED_PROXIES: '2',
  },
  headers: {
    via: '2.0 0123456789abcdef.cloudfront.net (CloudFront)',
    'x-amz-cf-id': 'MDEyMzQ1Njc4OWFiY2RlZg==',
    // CloudFront appends the browser's address, the load balancer CloudFront's.
    'x-forwarded-for': `${madeUp}, ${client}, 10.20.5.17`,
    // By the load balancer, of CloudFront's own request, which stays within the VPC.
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '80',
  },
};

const certificate = {
  environment: { PUBLIC_URL: 'https://www.shop.example', TRUSTED_PROXIES: '1' },
  headers: {
    'x-forwarded-for': `${madeUp}, ${client}`,
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
  },
};

const plainHttp = {
  environment: {
    PUBLIC_URL: 'http://my-app-123.us-east-1.elb.amazonaws.com',
    TRUSTED_PROXIES: '1',
  },
  headers: {
    'x-forwarded-for': `${madeUp}, ${client}`,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '80',
  },
};

let servers: Servers;
beforeAll(async () => {
  servers = await Servers.open();
});
afterAll(() => servers.close());

describe.each([
  ['CloudFront and a load balancer without TLS', cloudFront],
  ['a load balancer with a certificate', certificate],
  ['a load balancer without TLS', plainHttp],
])('Behind %s', (_what, { environment, headers }) => {
  const { PUBLIC_URL } = environment;
  const secure = PUBLIC_URL.startsWith('https:');
  let server: string;
  let browser: Browser;

  beforeAll(async () => {
    server = await servers.start(environment);
  });
  beforeEach(() => {
    browser = new Browser(server, { accept: 'text/html', ...headers });
  });

  it('the client’s address is the one that the first of our proxies saw', async () => {
    const path = `/nowhere-${Math.random()}`;
    await browser.get(path);
    const line = servers.log.split('\n').find((text) => text.includes(path)) ?? '{}';
    expect((JSON.parse(line) as { ip: string }).ip).toBe(client);
  });

  it('what the browser is told of https is true, whatever the last proxy spoke', async () => {
    const { headers: page } = await browser.get('/');
    expect(page.get('strict-transport-security')).toBe(secure ? 'max-age=31536000' : null);
    const { headers: changed } = await browser.post('/counter');
    const [cookie = ''] = changed.getSetCookie();
    expect(cookie.includes('; Secure')).toBe(secure);
    expect(cookie.startsWith('__Host-')).toBe(secure);
  });

  it('a form of the page is this site’s own, and leads back to it', async () => {
    const answer = await browser.send('POST', '/counter', {
      headers: { origin: PUBLIC_URL },
    });
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get('location') ?? '', `${PUBLIC_URL}/`).origin).toBe(PUBLIC_URL);
  });

  it('what is somebody’s own may be kept by nobody on the way', async () => {
    await browser.post('/counter');
    for (const path of ['/', '/nowhere']) {
      const answer = await browser.get(path);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });
});
