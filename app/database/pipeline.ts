import { isNativeError } from 'node:util/types';
import type { Client, ClientConfig } from 'pg';
import { connectToPrimary } from './primary';

/** A statement that PostgreSQL plans once a connection. One name, one text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** How many times in the time that a statement may take somebody looks whether it has come to an end. */
const TICKS = 5;
/** Statements under way at most: a bound for memory when PostgreSQL answers slower than requests come. */
const MOST_UNDER_WAY = 1000;

/** A statement that was sent and not answered. */
interface Sent {
  readonly at: number;
  /** Tells who waits for it. The answer may still come; nobody hears it. */
  giveUp(reason: string): void;
}

/**
 * One connection on which statements follow each other without waiting for the answers to those before:
 * half the processor time of a connection for each, and one connection serves thousands a second. From its
 * opening until it is lost; never mended.
 */
export class Pipeline {
  readonly #client: Client;
  readonly #timeout: number;
  readonly #silence: number;
  /** Settles once the connection is of no more use. */
  readonly lost: Promise<unknown>;
  #lose!: (reason: unknown) => void;
  /** The oldest first: answers come in order. */
  readonly #sent = new Set<Sent>();
  /** When the last answer came; null: none yet. */
  #heard: number | null = null;
  /** When the first statement was sent; null: none yet. */
  #asked: number | null = null;
  #ticking: NodeJS.Timeout | null = null;
  #isCollecting = false;

  private constructor(client: Client, timeout: number, silence: number) {
    this.#client = client;
    this.#timeout = timeout;
    this.#silence = silence;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    client.on('error', this.#lose).on('end', () => this.#lose(new Error('closed by PostgreSQL')));
  }

  /**
   * @param timeout milliseconds for a statement, from sending it to its answer
   * @param silence milliseconds without any answer after which the connection is taken for dead
   */
  static async open(config: ClientConfig, timeout: number, silence: number): Promise<Pipeline> {
    const client = await connectToPrimary({
      ...config,
      pipeline: true,
      // PostgreSQL ends by itself what is about to be given up here: it is not carried out long after it was
      // refused, and a lock that somebody holds takes its time from this statement, not from all behind it.
      statement_timeout: Math.ceil(timeout * 0.8),
    });
    return new Pipeline(client, timeout, silence);
  }

  /** Statements that are not answered yet. */
  get underWay(): number {
    return this.#sent.size;
  }

  /** It has too much to do, or is late: what is sent now would only wait. */
  get isBehind(): boolean {
    if (this.#sent.size >= MOST_UNDER_WAY) return true;
    for (const oldest of this.#sent) return performance.now() - oldest.at > this.#timeout;
    return false;
  }

  /** It was asked, and has never answered. */
  get isMute(): boolean {
    return this.#asked !== null && this.#heard === null;
  }

  /** @throws Error what PostgreSQL answered, or that it didn't in time */
  run<Row>({ name, text }: Statement, values: readonly unknown[]): Promise<Row[]> {
    if (this.#ticking === null) this.#watch();
    return new Promise((resolve, reject) => {
      const at = performance.now();
      this.#asked ??= at;
      const sent: Sent = {
        at,
        giveUp: (reason) => reject(new Error(reason)),
      };
      this.#sent.add(sent);
      this.#collect();
      this.#client.query({ name, text, values: values as unknown[] }, (error, result) => {
        this.#sent.delete(sent);
        this.#heard = performance.now();
        // oxlint-disable-next-line typescript/no-unnecessary-condition -- null, whatever its type says
        if (error) reject(error);
        else resolve(result.rows as Row[]);
      });
    });
  }

  /** @param reason what `lost` settles with; statements under way fail */
  close(reason = 'closed'): void {
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#ticking = null;
    this.#lose(new Error(reason));
    for (const sent of this.#sent) sent.giveUp(`Connection terminated: ${reason}`);
    this.#client.connection.stream.destroy();
  }

  /** Lets what is under way finish, then closes. */
  async drain(): Promise<void> {
    if (this.#sent.size > 0) await Promise.race([this.#client.end(), this.lost]);
    this.close();
  }

  /** Statements of the same turn of the event loop share a packet. */
  #collect(): void {
    if (this.#isCollecting) return;
    this.#isCollecting = true;
    const { stream } = this.#client.connection;
    stream.cork();
    setImmediate(() => {
      this.#isCollecting = false;
      stream.uncork();
    });
  }

  /** One timer for all statements, running only while some are under way. */
  #watch(): void {
    this.#ticking = setInterval(() => {
      // Timers run before sockets are read: after a pause of this process the answers may be there.
      setImmediate(() => this.#tick());
    }, this.#timeout / TICKS);
    this.#ticking.unref();
  }

  /**
   * Gives up what is overdue. A server that is alive answers at least one statement in the time, if only
   * by an error: where none is answered the connection is dead, though its socket may stay open for minutes.
   */
  #tick(): void {
    if (this.#ticking === null) return;
    if (this.#sent.size === 0) {
      clearInterval(this.#ticking);
      this.#ticking = null;
      return;
    }
    const now = performance.now();
    let oldest: number | undefined;
    for (const sent of this.#sent) {
      oldest ??= sent.at;
      if (now - sent.at < this.#timeout) break;
      sent.giveUp('PostgreSQL does not answer in time');
    }
    const silentSince = Math.max(oldest ?? now, this.#heard ?? 0);
    if (now - silentSince >= this.#silence) this.close('PostgreSQL does not answer');
  }
}

/**
 * A prepared statement is gone (26000, as behind a pooler) or gives other columns than when it was planned
 * (0A000, after a change of the schema): for the life of the connection.
 */
export function knowsNoSuchStatement(error: unknown): boolean {
  return (
    isNativeError(error) &&
    (('code' in error && error.code === '26000') ||
      error.message.startsWith('cached plan must not change'))
  );
}
