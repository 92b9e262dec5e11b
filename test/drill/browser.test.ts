import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Browser } from '../../lib/drill/browser';
import { startClock } from '../../lib/drill/clock';
import { RequestLog } from '../../lib/drill/request-log';

let server: http.Server;
let url: string;
const asked: { headers: http.IncomingHttpHeaders; port: number | undefined }[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    asked.push({ headers: request.headers, port: request.socket.remotePort });
    const status = Number(/\d{3}/.exec(request.url ?? '')?.[0]);
    if (request.url === '/die') request.socket.destroy();
    else if (request.url === '/half') response.write('{', () => request.socket.destroy());
    else if (request.url === '/never') return;
    else if (request.url === '/in') response.setHeader('set-cookie', 'id=1; Path=/').end('{}');
    else if (request.url === '/out') response.setHeader('set-cookie', 'id=; Max-Age=0').end('{}');
    else if (status === 429) response.writeHead(429, { 'retry-after': '7' }).end('{}');
    else if (status) response.writeHead(status).end('{}');
    else response.end(request.url === '/words' ? 'words' : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function visit(to = url) {
  const log = new RequestLog();
  const heldBack: number[] = [];
  const browser = new Browser({
    url: to,
    patience: 300,
    clock: startClock(),
    log,
    heldBack: (seconds) => heldBack.push(seconds),
  });
  return { browser, log, heldBack, causes: () => log.requests.map(({ cause }) => cause) };
}

test('one client keeps its connection, and says that a change comes from the site itself', async () => {
  const { browser } = visit();
  await browser.get('/');
  await browser.post('/');
  browser.close();
  expect(new Set(asked.map(({ port }) => port)).size).toBe(1);
  expect(asked[1]?.headers).toMatchObject({ 'sec-fetch-site': 'same-origin', origin: url });
});

test('cookies are kept until they are taken away', async () => {
  const { browser } = visit();
  for (const path of ['/in', '/', '/out', '/']) await browser.get(path);
  browser.close();
  expect(asked.map(({ headers }) => headers.cookie)).toEqual([
    undefined,
    'id=1',
    'id=1',
    undefined,
  ]);
});

test.each([
  ['/die', 'connection died'],
  ['/half', 'connection died'],
  ['/never', 'no answer within 0.3 s'],
  ['/500', 'answered 500'],
  ['/503', 'answered 503'],
  ['/words', 'answered something else'],
])('after %s nobody knows whether it was done', async (path, cause) => {
  const { browser, causes } = visit();
  expect(await browser.post(path)).toEqual({ result: 'unknown' });
  browser.close();
  expect(causes()).toEqual([cause]);
});

test('what was refused did nothing', async () => {
  const { browser, causes } = visit();
  expect(await browser.post('/403')).toEqual({ result: 'refused', status: 403 });
  browser.close();
  expect(causes()).toEqual(['answered 403']);
});

test('where nobody listens nothing was sent', async () => {
  const { browser, causes } = visit('http://127.0.0.1:1');
  expect(await browser.post('/')).toEqual({ result: 'refused', status: undefined });
  expect(causes()).toEqual(['connection refused']);
});

test("what the app's own limits put off is no failure, and waits as long as it is told to", async () => {
  const { browser, log, heldBack } = visit();
  expect(await browser.post('/429')).toEqual({ result: 'refused', status: 429 });
  browser.close();
  expect(heldBack).toEqual([7]);
  expect(log).toMatchObject({ heldBack: 1, failed: 0, requests: [] });
});
