// With its defaults, which are for production: it prunes every quarter of an hour, and touches at each read.
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import { serveExpress } from './express-app.mjs';
import { databaseUrl } from './serve.mjs';

const PgStore = connectPgSimple(session);
serveExpress(new PgStore({ conString: databaseUrl, createTableIfMissing: true }));
