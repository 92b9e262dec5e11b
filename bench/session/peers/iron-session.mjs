// With its defaults: sealed by AES-256-CBC and HMAC, the keys derived from the password each time.
import { createServer } from 'node:http';
import { getIronSession } from 'iron-session';
import { payload, secret, serve } from './serve.mjs';

const options = { password: secret, cookieName: 'iron', cookieOptions: { secure: false } };
serve(
  createServer(async (request, response) => {
    const session = await getIronSession(request, response, options);
    if (request.url === '/write') {
      session.payload ??= payload;
      session.count = (session.count ?? 0) + 1;
      await session.save();
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ count: session.count ?? 0 }));
  }),
);
