import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Database } from './database';
import { DatabaseUnavailableError } from './unavailable';

/** A table whose rows are of no use after a time, with an index on that time. The names are SQL. */
export interface Perishable {
  readonly table: string;
  /** The primary key. */
  readonly key: string;
  /** The column that says from when on the row may be removed. */
  readonly end: string;
}

/** Any number, as long as every release of this app uses the same. */
const LOCK = 7_241_865_326;

/**
 * Rows removed by one statement at most. So many take milliseconds: nobody waits for their locks, and the
 * standby's replay not for a transaction that took minutes.
 */
const BATCH = 500;
/** Milliseconds between full batches: what was left over a night is not removed in one go. */
const PAUSE = 200;
/**
 * Milliseconds between rounds, on average. Nothing depends on it: what is over is over for every reader,
 * removed or not.
 */
const ROUND = 60_000;

/**
 * Removes rows whose time is over. Every server tries; the advisory lock lets one of them do it, for the
 * length of a statement, so that a server that dies in the middle leaves nothing behind.
 */
export class Cleaner {
  readonly #database: Pick<Database, 'query'>;
  readonly #tables: readonly Perishable[];
  readonly #log: Pick<FastifyBaseLogger, 'warn'>;
  readonly #working = new AbortController();

  constructor(
    database: Pick<Database, 'query'>,
    tables: readonly Perishable[],
    log: Pick<FastifyBaseLogger, 'warn'>,
  ) {
    this.#database = database;
    this.#tables = tables;
    this.#log = log;
  }

  /** Works until `close`, and keeps no process from ending. */
  start(): void {
    void this.#work();
  }

  close(): void {
    this.#working.abort();
  }

  /** One round. @returns how many rows it removed */
  async clean(): Promise<number> {
    let sum = 0;
    for (const table of this.#tables) {
      for (let removed = BATCH; removed === BATCH && !this.#working.signal.aborted;) {
        removed = await this.#removeBatch(table);
        sum += removed;
        if (removed === BATCH) await this.#sleep(PAUSE);
      }
    }
    return sum;
  }

  async #removeBatch({ table, key, end }: Perishable): Promise<number> {
    const [row] = await this.#database.query<{ removed: number }>(
      // ARRAY: the batch is chosen once, whatever the planner makes of the rest. SKIP LOCKED: a row that
      // somebody works on is left to the next round.
      `WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1) AS is_mine),
        removed AS (
          DELETE FROM ${table} WHERE ${key} = ANY (ARRAY(
            SELECT expired.${key} FROM turn, ${table} AS expired
            WHERE is_mine AND expired.${end} <= now()
            ORDER BY expired.${end} LIMIT $2 FOR UPDATE OF expired SKIP LOCKED
          )) RETURNING 1
        )
      SELECT count(*)::integer AS removed FROM removed`,
      [LOCK, BATCH],
    );
    return row?.removed ?? 0;
  }

  async #work(): Promise<void> {
    while (!this.#working.signal.aborted) {
      // Servers that started together would else come together for ever, and all but one for nothing.
      await this.#sleep(ROUND * (0.5 + Math.random()));
      if (this.#working.signal.aborted) return;
      try {
        await this.clean();
      } catch (error) {
        // An outage is told elsewhere, and the next round makes up for it.
        if (error instanceof DatabaseUnavailableError) continue;
        this.#log.warn({ err: error }, 'what has expired can not be removed');
      }
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    const { signal } = this.#working;
    await delay(milliseconds, undefined, { signal, ref: false }).catch(() => {});
  }
}
