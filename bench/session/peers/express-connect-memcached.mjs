// With its defaults.
import connectMemcached from 'connect-memcached';
import session from 'express-session';
import { serveExpress } from './express-app.mjs';
import { memcachedAddress } from './serve.mjs';

const MemcachedStore = connectMemcached(session);
serveExpress(new MemcachedStore({ hosts: [memcachedAddress] }));
