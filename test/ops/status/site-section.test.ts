import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { siteSection } from '../../../lib/ops/status/site-section';

async function finding(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return (await siteSection(`http://127.0.0.1:${port}`)).findings[0];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a site that answers says how fast', async () => {
  const asked: (string | undefined)[] = [];
  const found = await finding((request, response) => {
    asked.push(request.url);
    response.end('ok');
  });
  expect(found).toMatchObject({
    health: 'well',
    says: expect.stringMatching(/^\/livez answers 200 in \d+ ms$/),
  });
  expect(asked).toEqual(['/livez']);
});

test('a load balancer with nothing behind it is bad', async () => {
  const found = await finding((_request, response) => response.writeHead(503).end());
  expect(found).toMatchObject({
    health: 'bad',
    says: expect.stringContaining('answers 503'),
    cure: expect.stringContaining('health of the servers'),
  });
});

test('a site that is not there is bad, with the reason', async () => {
  // Nobody listens on port 1.
  const [found] = (await siteSection('http://127.0.0.1:1')).findings;
  expect(found).toMatchObject({
    health: 'bad',
    says: expect.stringMatching(/^does not answer: \S/),
  });
});
