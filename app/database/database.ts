import type { FastifyBaseLogger } from 'fastify';
import type { Pool, QueryResultRow } from 'pg';
import type { Config } from '../config';
import { connection } from './connection';
import type { DatabaseConfig } from './environment';
import { DatabaseUnavailableError, isUnavailable } from './unavailable';

export interface Database {
  /**
   * One statement on a connection of the pool.
   * @throws DatabaseUnavailableError within seconds when PostgreSQL is away
   */
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** How many connections there are, how many of them are idle, and how many queries wait for one. */
  usage(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/**
 * Opens the pool at the first query: a server starts without PostgreSQL, and doesn't load its client
 * (a tenth of the start) before it is ready.
 */
export function openDatabase(
  config: DatabaseConfig & Pick<Config, 'SERVER_ID'>,
  log: FastifyBaseLogger,
): Database {
  let pool: Pool | undefined;
  let opening: Promise<Pool> | undefined;
  const open = async () => (pool = await openPool(config, log));

  return {
    async query<Row extends QueryResultRow>(sql: string, values: unknown[] = []) {
      try {
        const { rows } = await (await (opening ??= open())).query<Row>(sql, values);
        return rows;
      } catch (error) {
        if (isUnavailable(error)) throw new DatabaseUnavailableError(error);
        throw error;
      }
    },
    usage: () => ({
      total: pool?.totalCount ?? 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
    }),
    close: async () => (await opening)?.end(),
  };
}

async function openPool(
  config: DatabaseConfig & Pick<Config, 'SERVER_ID'>,
  log: FastifyBaseLogger,
): Promise<Pool> {
  const pg = await import('pg');
  const pool = new pg.Pool({
    ...(await connection(config)),
    max: config.DATABASE_POOL_SIZE,
    // Seen in pg_stat_activity; PostgreSQL cuts it at 63 bytes.
    application_name: `app ${config.SERVER_ID}`,
    // Every wait has an end, so that an outage is an answer and not a heap of waiting requests.
    connectionTimeoutMillis: 1500,
    statement_timeout: 3000,
    query_timeout: 3500,
    // Servers and databases vanish without closing their sockets.
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that breaks is replaced at the next query; unheard, the event ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection broke'));
  return pool;
}
