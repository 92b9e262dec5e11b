// express-session with any store: /read only reads, /write counts up. As it recommends for production, but
// for the cookie's `secure`: there is no TLS here, and it would send none.
import { createServer } from 'node:http';
import express from 'express';
import session from 'express-session';
import { payload, secret, serve } from './serve.mjs';

export function serveExpress(store) {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(session({ store, secret, resave: false, saveUninitialized: false }));
  app.get('/read', (request, response) => response.json({ count: request.session.count ?? 0 }));
  app.get('/write', (request, response) => {
    request.session.payload ??= payload;
    request.session.count = (request.session.count ?? 0) + 1;
    response.json({ count: request.session.count });
  });
  serve(createServer(app));
}
