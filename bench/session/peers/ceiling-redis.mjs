// The least that a server can do for a session in Redis: node:http and one command of the same client,
// with the settings that cost least: no time limit (each command would make an AbortSignal), RESP 2.
import { createServer } from 'node:http';
import { createClient } from '@redis/client';
import { payload, redisUrl, serve } from './serve.mjs';

const client = createClient({ url: redisUrl, RESP: 2, commandOptions: { timeout: undefined } });
await client.connect();
await client.set('ceiling:session', JSON.stringify({ payload, count: 1 }));
await client.set('ceiling:count', '0');
serve(
  createServer(async (request, response) => {
    const count =
      request.url === '/write'
        ? await client.incr('ceiling:count')
        : JSON.parse(await client.get('ceiling:session')).count;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ count }));
  }),
);
