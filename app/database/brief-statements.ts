import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { ClientConfig } from 'pg';
import type { Config } from '../config';
import { type Values, integer } from '../environment';
import { StoreUnavailableError } from '../session/errors';
import { clientConfig } from './connection';
import type { Database } from './database';
import type { DatabaseConfig } from './environment';
import { Line, Outage } from './line';
import { type Statement, knowsNoSuchStatement } from './pipeline';
import { isReadOnly, isUnavailable } from './unavailable';

export const briefStatementsEnvironment = {
  DATABASE_BRIEF_TIMEOUT_MS: integer(
    'how long PostgreSQL may take for a statement that a request waits for to know its visitor, in milliseconds',
    { default: 180, min: 20, max: 60_000 },
  ),
};

export type BriefStatementsConfig = DatabaseConfig &
  Values<typeof briefStatementsEnvironment> &
  Pick<Config, 'SERVER_ID'>;

type Log = Pick<FastifyBaseLogger, 'info' | 'warn'>;

/**
 * Connections for writing. One would do for reading, where an answer takes microseconds: but a commit
 * waits for the disk, and on several zones for the standby's disk too, and those behind it on the same
 * connection with it. Commits of several connections share one such wait.
 */
const WRITING = 3;
/** Of DATABASE_POOL_SIZE, so many connections are for brief statements. */
export const BRIEF_CONNECTIONS = 1 + WRITING;
/** Milliseconds for all of what follows a refused write: to connect anew, and to send it again. */
const FAILOVER_PATIENCE = 150;

/**
 * Statements that take PostgreSQL less than a millisecond and that requests can't do without: a session,
 * a rate limit. Quick, or quickly an error.
 *
 * They have connections of their own. In the app's pool they would wait behind whatever the app asks: ten
 * slow reports would keep every visitor from being known. Here nothing is slow, so nothing needs to wait for
 * a connection: what is sent follows what was sent before (see Pipeline), and reading never waits behind a
 * commit. While a connection is lost nothing queues for it: each statement fails at once, and in the
 * background one attempt after the other is made to connect. That is the circuit breaker: a request never
 * waits for a PostgreSQL that is known to be away, and never longer than the time limit for one that isn't.
 */
export class BriefStatements {
  readonly #reading: Line;
  readonly #writing: readonly Line[];

  /** @param timeout milliseconds */
  constructor(config: () => Promise<ClientConfig>, timeout: number, log: Log) {
    const outage = new Outage(log);
    const line = () => new Line(config, timeout, outage);
    this.#reading = line();
    this.#writing = Array.from({ length: WRITING }, line);
  }

  /**
   * @param statement changes nothing
   * @typeParam Row what it answers, by column
   * @throws StoreUnavailableError
   * @throws DatabaseError PostgreSQL refused the statement
   */
  async read<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      return await this.#reading.run<Row>(statement, values);
    } catch (error) {
      throw storeError(error);
    }
  }

  /**
   * @param statement a transaction by itself; takes at most a few locks, and each for no longer than it runs
   * @throws StoreUnavailableError nobody answered: the change may or may not have happened
   * @throws DatabaseError PostgreSQL refused the statement
   */
  async write<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const line = this.#writing.reduce((a, b) => (b.underWay < a.underWay ? b : a));
    try {
      return await line.run<Row>(statement, values);
    } catch (error) {
      if (isReadOnly(error)) return this.#sendToNewPrimary<Row>(line, statement, values);
      throw storeError(error);
    }
  }

  /** Resolves with whether all connections are there, by then or within the time. */
  async ready(milliseconds: number): Promise<boolean> {
    const all = Promise.all(this.#lines.map((line) => line.connected));
    return (await within(milliseconds, all)) !== undefined;
  }

  /** Lets the statements under way finish. */
  async close(): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.close()));
  }

  get #lines(): readonly Line[] {
    return [this.#reading, ...this.#writing];
  }

  /**
   * Refused as read-only: this PostgreSQL was demoted, and doesn't close what is connected to it. The
   * refused statement did not happen, so it may be sent again, once, to whoever the name stands for now.
   */
  async #sendToNewPrimary<Row>(
    line: Line,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    for (const each of this.#lines) each.reconnect('PostgreSQL has become read-only');
    const deadline = performance.now() + FAILOVER_PATIENCE;
    const sent = line.connected.then(() => {
      // Too late: whoever asked was refused by now, and may have asked again.
      if (performance.now() > deadline) throw new StoreUnavailableError();
      return line.run<Row>(statement, values);
    });
    const rows = await within(FAILOVER_PATIENCE, sent).catch((error: unknown) => {
      throw storeError(error);
    });
    if (rows === undefined) throw new StoreUnavailableError();
    return rows;
  }
}

/** Begins to connect, and goes on by itself. The connections are taken from those of `database`. */
export function openBriefStatements(
  config: BriefStatementsConfig,
  log: Log,
  database: Pick<Database, 'setAside'>,
): BriefStatements {
  database.setAside(BRIEF_CONNECTIONS);
  return new BriefStatements(
    clientConfig(config, `brief ${config.SERVER_ID}`),
    config.DATABASE_BRIEF_TIMEOUT_MS,
    log,
  );
}

/** What the promise gives, or undefined if it gives nothing in time. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  const timeout = delay(milliseconds, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    over.abort();
  }
}

function storeError(error: unknown): unknown {
  if (error instanceof StoreUnavailableError) return error;
  return isUnavailable(error) || knowsNoSuchStatement(error)
    ? new StoreUnavailableError(error)
    : error;
}
