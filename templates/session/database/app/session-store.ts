import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config';
import {
  type BriefStatementsConfig,
  briefStatementsEnvironment,
  openBriefStatements,
} from './database/brief-statements';
import { Cleaner } from './database/cleaner';
import type { Database } from './database/database';
import { databaseRateLimitStore, rateLimitWindows } from './database/rate-limit-store';
import { DatabaseCarrier, expiringSessions } from './session/database/database-carrier';

/** What the server must be told of the session store. Where PostgreSQL is, it is told for the app's data. */
export const sessionStoreEnvironment = briefStatementsEnvironment;

export type SessionStoreConfig = BriefStatementsConfig & Pick<Config, 'SERVER_ID'>;

/** Begins to connect to the session store, and goes on by itself. */
export function openSessionStore(
  config: SessionStoreConfig,
  log: FastifyBaseLogger,
  database: Database,
) {
  const statements = openBriefStatements(config, log, database);
  const cleaner = new Cleaner(database, [expiringSessions, rateLimitWindows], log);
  cleaner.start();
  return {
    /** For the page that says where sessions live. */
    name: 'PostgreSQL',
    carrier: new DatabaseCarrier(statements),
    /** For @fastify/rate-limit's option `store`. */
    rateLimitStore: databaseRateLimitStore(statements),
    /** Resolves with whether it is connected, by then or within so many milliseconds. */
    ready: (milliseconds: number) => statements.ready(milliseconds),
    close: async () => {
      cleaner.close();
      await statements.close();
    },
  };
}
