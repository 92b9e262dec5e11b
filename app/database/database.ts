import type { FastifyBaseLogger } from 'fastify';
import type { QueryResultRow } from 'pg';
import type { Config } from '../config';
import { clientConfig } from './connection';
import type { DatabaseConfig } from './environment';
import { openPool } from './pool';
import { Replicas } from './replicas';

export interface Database {
  /**
   * One statement on a connection of the pool. It may take up to three seconds.
   * @throws DatabaseUnavailableError within seconds when PostgreSQL is away, at once when that is known
   */
  query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /**
   * Like `query`, for one SELECT that a read replica may answer, where there is one: a report, a
   * search, a page that all visitors share. Replicas follow by milliseconds, under load by seconds,
   * and each by its own: what somebody wrote a moment ago may be missing, and be missing again after
   * it was there. So never where people look at their own changes, and never to decide about a
   * change. Where no replica can answer, the primary does: it must be able to bear that.
   * @throws TypeError at once, with replicas or without, if it is no SELECT
   * @throws DatabaseUnavailableError as `query`
   */
  read<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  /**
   * Takes connections out of the pool's budget, DATABASE_POOL_SIZE, for who has some of their own. Two are
   * left to the pool in any case. Before the first query.
   */
  setAside(connections: number): void;
  /** How many connections there are, how many of them are idle, and how many queries wait for one. */
  usage(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** Nothing is connected before the first query: a server starts without PostgreSQL. */
export function openDatabase(
  config: DatabaseConfig & Pick<Config, 'SERVER_ID'>,
  log: FastifyBaseLogger,
): Database {
  const clientName = `app ${config.SERVER_ID}`;
  let aside = 0;
  const primary = openPool(
    {
      name: 'PostgreSQL',
      options: clientConfig(config, clientName),
      size: () => Math.max(2, config.DATABASE_POOL_SIZE - aside),
      role: 'primary',
    },
    log,
  );
  const replicas = new Replicas(config, clientName, log);

  return {
    query: (sql, values = []) => primary.query(sql, values),
    async read<Row extends QueryResultRow>(sql: string, values: unknown[] = []) {
      if (!/^\s*(SELECT|WITH)\b/i.test(sql)) throw new TypeError(`No SELECT: ${sql}`);
      return (await replicas.query<Row>(sql, values)) ?? primary.query<Row>(sql, values);
    },
    setAside: (connections) => {
      aside += connections;
    },
    usage: () => primary.usage(),
    close: async () => {
      await Promise.all([primary.close(), replicas.close()]);
    },
  };
}
