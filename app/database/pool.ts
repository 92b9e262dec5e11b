import type { FastifyBaseLogger } from 'fastify';
import type { ClientConfig, Pool, PoolClient, QueryResultRow } from 'pg';
import { Breaker } from './breaker';
import { connectToPrimary, connectToReplica } from './primary';
import { DatabaseUnavailableError, isReadOnly, isUnavailable, seemsAway } from './unavailable';

/** Connections to one PostgreSQL, each for one statement at a time. */
export interface StatementPool {
  /** @throws DatabaseUnavailableError within seconds when it is away, at once when that is known */
  query<Row extends QueryResultRow>(sql: string, values: unknown[]): Promise<Row[]>;
  /** It is known to be away: a query would be refused. */
  readonly isAway: boolean;
  /** How many connections there are, how many of them are idle, and how many queries wait for one. */
  usage(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

export interface PoolSettings {
  /** Whose connections they are, for the log. */
  readonly name: string;
  readonly options: () => Promise<ClientConfig>;
  /** Connections at most: asked for once, at the first query. */
  readonly size: () => number;
  /** A primary must be able to write; a replica can only read. */
  readonly role: 'primary' | 'replica';
}

/** Milliseconds after which it is asked whether a query only takes long, or PostgreSQL is away. */
const SUSPICIOUS = 500;
/** Queries under way at most, most of them waiting for a connection: one more would wait for nothing. */
const MOST_UNDER_WAY = 200;

/**
 * Opens the pool at the first query: a server starts without PostgreSQL, and doesn't load its client
 * (a tenth of the start) before it is ready.
 */
export function openPool(
  { name, options, size, role }: PoolSettings,
  log: FastifyBaseLogger,
): StatementPool {
  let pool: Pool | undefined;
  let opening: Promise<Pool> | undefined;
  const clients = new Set<PoolClient>();
  const underWay = new Set<QueryUnderWay>();
  let watching: NodeJS.Timeout | undefined;

  const breaker = new Breaker(
    name,
    async () => {
      const connect = role === 'primary' ? connectToPrimary : connectToReplica;
      const client = await connect(await options());
      await client.end();
    },
    dropConnections,
    log,
  );

  async function open(): Promise<Pool> {
    const pg = await import('pg');
    pool = new pg.Pool({
      ...(await options()),
      max: size(),
      // Every wait has an end, so that an outage is an answer and not a heap of waiting requests.
      connectionTimeoutMillis: 1500,
      statement_timeout: 3000,
      query_timeout: 3500,
      idle_in_transaction_session_timeout: 60_000,
      idleTimeoutMillis: 30_000,
    });
    // A connection that breaks fails its query, and is replaced at the next one if it had none. Unheard,
    // these events would end the process.
    pool.on('connect', (client) => clients.add(client.on('error', () => {})));
    pool.on('remove', (client) => clients.delete(client));
    pool.on('error', (error) => log.warn({ err: error }, 'a database connection broke'));
    return pool;
  }

  /**
   * What PostgreSQL that is away has left: sockets that nobody will answer on, or that lead to a primary of
   * yesterday. The pool makes new ones, and resolves the name for each. Once more when it is back, for what
   * a late attempt has found meanwhile.
   */
  function dropConnections(reason: unknown): void {
    for (const query of underWay) query.refuse(reason);
    for (const client of clients) client.connection.stream.destroy();
  }

  /** Whether what takes long is a slow query or an outage: one timer for all, while some are under way. */
  function watch(): void {
    watching ??= setInterval(() => {
      const [oldest] = underWay;
      if (oldest === undefined) {
        clearInterval(watching);
        watching = undefined;
      } else if (performance.now() - oldest.since >= SUSPICIOUS) breaker.suspect();
    }, SUSPICIOUS).unref();
  }

  async function run<Row extends QueryResultRow>(
    query: QueryUnderWay,
    sql: string,
    values: unknown[],
  ): Promise<Row[]> {
    const client = await (await (opening ??= open())).connect();
    // Refused while it waited for a connection: whoever asked may have asked again.
    if (query.isRefused) {
      client.release();
      return [];
    }
    try {
      const { rows } = await client.query<Row>(sql, values);
      client.release();
      return rows;
    } catch (error) {
      // After an answer that is late, or never comes, a connection is good for nothing more.
      client.release(isUnavailable(error));
      throw error;
    }
  }

  return {
    async query<Row extends QueryResultRow>(sql: string, values: unknown[]) {
      if (breaker.outage !== null) throw new DatabaseUnavailableError(breaker.outage.reason);
      if (underWay.size >= MOST_UNDER_WAY) {
        throw new DatabaseUnavailableError(`${MOST_UNDER_WAY} queries are under way already`);
      }
      watch();
      return new Promise<Row[]>((resolve, reject) => {
        const query: QueryUnderWay = {
          since: performance.now(),
          isRefused: false,
          refuse: (reason) => {
            query.isRefused = true;
            reject(new DatabaseUnavailableError(reason));
          },
        };
        underWay.add(query);
        run<Row>(query, sql, values)
          .then(resolve, (error: unknown) => {
            // For a replica no sign of a failover, but of a statement that should not be there.
            if (role === 'replica' && isReadOnly(error)) return reject(error);
            if (isReadOnly(error)) dropConnections(error);
            if (seemsAway(error)) breaker.suspect();
            if (isUnavailable(error)) query.refuse(error);
            else reject(error);
          })
          .finally(() => underWay.delete(query));
      });
    },
    get isAway() {
      return breaker.outage !== null;
    },
    usage: () => ({
      total: pool?.totalCount ?? 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
    }),
    close: async () => {
      breaker.close();
      await (await opening)?.end();
    },
  };
}

/** A query that is not answered yet. */
interface QueryUnderWay {
  readonly since: number;
  isRefused: boolean;
  refuse(reason: unknown): void;
}
