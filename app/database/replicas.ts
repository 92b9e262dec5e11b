import type { FastifyBaseLogger } from 'fastify';
import type { QueryResultRow } from 'pg';
import { clientConfig } from './connection';
import type { DatabaseConfig } from './environment';
import { type StatementPool, openPool } from './pool';
import { DatabaseUnavailableError, isRecoveryConflict, seemsAway } from './unavailable';

/**
 * The read replicas of DATABASE_REPLICAS, asked in turn. Each is signed in to as the primary is, with
 * a token for its own address, over verified TLS, and may have as many connections as the primary; it
 * has none before it is first asked.
 */
export class Replicas {
  readonly #pools: readonly StatementPool[];
  #turn: number;

  constructor(config: DatabaseConfig, clientName: string, log: FastifyBaseLogger) {
    this.#pools = config.DATABASE_REPLICAS.map((address) =>
      openPool(
        {
          name: `The replica ${address}`,
          options: clientConfig(
            { ...config, DATABASE_URL: at(address, config.DATABASE_URL) },
            clientName,
          ),
          size: () => config.DATABASE_POOL_SIZE,
          role: 'replica',
        },
        log,
      ),
    );
    // Servers that start together need not go round together.
    this.#turn = Math.floor(Math.random() * this.#pools.length);
  }

  /**
   * The answer of the next replica that is not away, or undefined: there is none. One that is only
   * busy, or too slow for the statement, is no reason to ask another one: that would be the next.
   * @throws DatabaseUnavailableError it is busy, or too slow
   */
  async query<Row extends QueryResultRow>(
    sql: string,
    values: unknown[],
  ): Promise<Row[] | undefined> {
    for (const pool of this.#inTurn()) {
      if (pool.isAway) continue;
      try {
        return await pool.query<Row>(sql, values);
      } catch (error) {
        const isAway =
          error instanceof DatabaseUnavailableError && (pool.isAway || seemsAway(error.cause));
        if (!isAway && !isRecoveryConflict(error)) throw error;
      }
    }
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }

  /** All of them, each time beginning with another one. */
  #inTurn(): StatementPool[] {
    const first = this.#turn++ % this.#pools.length;
    return [...this.#pools.slice(first), ...this.#pools.slice(0, first)];
  }
}

/** The URL of the same database, at another address. */
function at(address: string, databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.port = '';
  url.host = address;
  return url.href;
}
