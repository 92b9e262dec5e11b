import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { ClientConfig } from 'pg';
import { StoreUnavailableError } from '../session/errors';
import { type Statement, Pipeline, knowsNoSuchStatement } from './pipeline';

/** Milliseconds between attempts to connect, at most: work resumes within a second of PostgreSQL's return. */
const LONGEST_PAUSE = 200;
/**
 * A PostgreSQL whose disk, or whose standby, has stopped lets everybody in, and no commit out. Each
 * connection that is given up leaves a server process behind that waits on, and soon there would be no
 * room for any other. So a connection that never answered is followed by one that is given up later, by
 * twice the time, doubled so many times at most. Who asks meanwhile is refused as quickly as ever.
 */
const MOST_DOUBLINGS = 7;

/** A pipeline that is made anew when it is lost. */
export class Line {
  readonly #config: () => Promise<ClientConfig>;
  readonly #timeout: number;
  readonly #outage: Outage;
  #pipeline: Pipeline | null = null;
  /** Settles with the next connection, or with the one that is there. */
  connected!: Promise<Pipeline>;
  #announce!: (pipeline: Pipeline) => void;
  readonly #attempting = new AbortController();

  constructor(config: () => Promise<ClientConfig>, timeout: number, outage: Outage) {
    this.#config = config;
    this.#timeout = timeout;
    this.#outage = outage;
    this.#awaitConnection();
    void this.#stayConnected();
  }

  get underWay(): number {
    return this.#pipeline?.underWay ?? Number.POSITIVE_INFINITY;
  }

  async run<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const pipeline = this.#pipeline;
    if (pipeline === null || pipeline.isBehind) throw new StoreUnavailableError();
    try {
      return await pipeline.run<Row>(statement, values);
    } catch (error) {
      // Only a new connection plans it anew.
      if (knowsNoSuchStatement(error)) this.reconnect('a statement has to be planned anew');
      throw error;
    }
  }

  reconnect(reason: string): void {
    const pipeline = this.#pipeline;
    if (pipeline === null) return;
    this.#awaitConnection();
    pipeline.close(reason);
  }

  async close(): Promise<void> {
    this.#attempting.abort();
    const pipeline = this.#pipeline;
    this.#pipeline = null;
    await pipeline?.drain();
  }

  async #stayConnected(): Promise<void> {
    const { signal } = this.#attempting;
    for (let failures = 0, mute = 0; !signal.aborted;) {
      try {
        const silence = this.#timeout * 2 ** Math.min(mute, MOST_DOUBLINGS);
        const pipeline = await Pipeline.open(await this.#config(), this.#timeout, silence);
        if (signal.aborted) return pipeline.close();
        this.#pipeline = pipeline;
        this.#announce(pipeline);
        this.#outage.found(this);
        failures = 0;
        const reason = await pipeline.lost;
        pipeline.close();
        mute = pipeline.isMute ? mute + 1 : 0;
        if (this.#pipeline === pipeline) this.#awaitConnection();
        if (!signal.aborted) this.#outage.lost(this, reason);
      } catch (error) {
        failures++;
        this.#outage.lost(this, error);
      }
      // Not all connections of all servers at the same moment: a PostgreSQL that comes back has enough to do.
      const pause = Math.min(LONGEST_PAUSE, 10 * 2 ** failures) * (0.5 + Math.random() / 2);
      await delay(failures === 0 ? 0 : pause, undefined, { signal }).catch(() => {});
    }
  }

  #awaitConnection(): void {
    this.#pipeline = null;
    this.connected = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }
}

/** Tells the log of an outage once, not once a connection and attempt. */
export class Outage {
  readonly #log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  readonly #without = new Set<Line>();

  constructor(log: Pick<FastifyBaseLogger, 'info' | 'warn'>) {
    this.#log = log;
  }

  lost(line: Line, reason: unknown): void {
    if (this.#without.size === 0) {
      this.#log.warn({ err: reason }, 'a connection to PostgreSQL is lost, or can not be made');
    }
    this.#without.add(line);
  }

  found(line: Line): void {
    if (this.#without.delete(line) && this.#without.size === 0) {
      this.#log.info('all connections to PostgreSQL are there again');
    }
  }
}
