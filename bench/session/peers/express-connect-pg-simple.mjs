import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import { serveExpress } from './express-app.mjs';
import { databaseUrl } from './serve.mjs';

const PgStore = connectPgSimple(session);
serveExpress(new PgStore({ conString: databaseUrl, createTableIfMissing: true }));
