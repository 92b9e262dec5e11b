// The least that a server can do for a session in Memcached: node:http and one command of the same client.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseAddresses } from '../../../app/memcached/address';
import { Memcached } from '../../../app/memcached/memcached';
import { answerQuestions, payload } from '../ours/serve-carrier';

const silent = { info() {}, warn() {} };
const HOUR = 3_600_000;

async function main(): Promise<void> {
  const nodes = parseAddresses(process.env['MEMCACHED_ADDRESS']!);
  const memcached = new Memcached({ nodes, tls: false, timeout: 5000 }, silent);
  if (!(await memcached.ready(5000))) throw new Error('Memcached is not there');
  const node = memcached.nodeOf('ceiling');
  const session = JSON.stringify({ payload, count: 1 });
  await node.set('ceiling', session, HOUR);
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/write') await node.set('ceiling', session, HOUR);
    const text = request.url === '/write' ? session : (await node.get('ceiling'))!.value;
    const { count } = JSON.parse(text) as { count: number };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ count }));
  }
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1', () => {
    answerQuestions();
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
}

void main();
