// better-auth keeps who is signed in, not a session's own data: only reading it can be compared.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { fromNodeHeaders } from 'better-auth/node';
import { createClient } from 'redis';
import { redisUrl, secret, serve } from './serve.mjs';

const client = createClient({ url: redisUrl });
await client.connect();
const auth = betterAuth({
  secret,
  baseURL: 'http://127.0.0.1',
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  secondaryStorage: {
    get: (key) => client.get(`better:${key}`),
    set: (key, value, ttl) => client.set(`better:${key}`, value, ttl ? { EX: ttl } : {}),
    delete: (key) => client.del(`better:${key}`),
  },
});
let visitors = 0;
serve(
  createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    const headers = fromNodeHeaders(request.headers);
    if (request.url === '/write') {
      visitors += 1;
      const signUp = await auth.api.signUpEmail({
        body: {
          name: 'Ada',
          email: `ada${visitors}@example.com`,
          password: 'correct horse battery',
        },
        headers,
        asResponse: true,
      });
      response.setHeader('set-cookie', signUp.headers.getSetCookie());
      response.end('{"count":1}');
      return;
    }
    const session = await auth.api.getSession({ headers });
    response.end(JSON.stringify({ count: session ? 1 : 0 }));
  }),
);
