import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';

/** Milliseconds between attempts, at most: work resumes within a second of PostgreSQL's return. */
const LONGEST_PAUSE = 200;

/**
 * Knows whether PostgreSQL is away, so that nobody waits for what can't come: the first who meet the outage
 * raise a suspicion, it is looked into once for all of them, and until PostgreSQL is found again, by one
 * attempt after the other in the background, everybody is refused at once.
 */
export class Breaker {
  readonly #name: string;
  readonly #reach: () => Promise<void>;
  readonly #drop: (reason: unknown) => void;
  readonly #log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  readonly #watching = new AbortController();
  #isLooking = false;
  #outage: { reason: unknown } | null = null;

  /**
   * @param name of what is reached, for the log
   * @param reach fails, within a second or so, where there is no PostgreSQL that can write
   * @param drop gives up what was begun before, at the beginning of an outage and at its end
   */
  constructor(
    name: string,
    reach: () => Promise<void>,
    drop: (reason: unknown) => void,
    log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
  ) {
    this.#name = name;
    this.#reach = reach;
    this.#drop = drop;
    this.#log = log;
  }

  /** Why PostgreSQL is away; null while it isn't known to be. */
  get outage(): { readonly reason: unknown } | null {
    return this.#outage;
  }

  /** Something looks as if PostgreSQL were away: finds out. */
  suspect(): void {
    if (!this.#isLooking) void this.#look();
  }

  close(): void {
    this.#watching.abort();
  }

  async #look(): Promise<void> {
    const { signal } = this.#watching;
    this.#isLooking = true;
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#reach();
        if (this.#outage !== null) this.#end(this.#outage.reason);
        break;
      } catch (error) {
        if (failures++ === 0) this.#begin(error);
      }
      // Not all servers at the same moment: a PostgreSQL that comes back has enough to do.
      const pause = Math.min(LONGEST_PAUSE, 10 * 2 ** failures) * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal }).catch(() => {});
    }
    this.#isLooking = false;
  }

  #begin(reason: unknown): void {
    this.#outage = { reason };
    this.#log.warn({ err: reason }, `${this.#name} is away`);
    this.#drop(reason);
  }

  #end(reason: unknown): void {
    this.#drop(reason);
    this.#outage = null;
    this.#log.info(`${this.#name} is back`);
  }
}
