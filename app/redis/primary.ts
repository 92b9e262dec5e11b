import { setTimeout as delay } from 'node:timers/promises';
import { ErrorReply } from '@redis/client/dist/lib/errors';
import { StoreUnavailableError } from '../session/errors';
import { Connection } from './connection';
import type { CredentialsProvider } from './credentials';
import type { Log, Redis } from './redis';
import { within } from './within';

/** Milliseconds between attempts to connect, at most: work resumes within a second of Redis's return. */
const LONGEST_PAUSE = 200;
/** Commands under way at most: a bound for memory when Redis answers slower than requests come. */
const MOST_UNDER_WAY = 10_000;
/** Milliseconds for all of what follows a READONLY or a redirection: to connect, and to send again. */
export const FAILOVER_PATIENCE = 150;

/**
 * Errors that say that it is Redis's hour, not the command, that is wrong.
 * READONLY: a demoted primary. LOADING: started a moment ago. MASTERDOWN, CLUSTERDOWN, TRYAGAIN,
 * NOREPLICAS: a failover under way. OOM, MISCONF, BUSY: it can't write. NOAUTH, WRONGPASS, NOPERM: it
 * does not know us (any more).
 */
const UNAVAILABLE =
  /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|OOM|MISCONF|BUSY|NOAUTH|WRONGPASS|NOPERM)\b/;

/**
 * The Redis that takes the writes: all of it, or one shard of a cluster. There is one connection, on which
 * commands are pipelined. While there is none nothing queues: each command fails at once, and in the
 * background one attempt after the other is made to connect. That is the circuit breaker: a request never
 * waits for a Redis that is known to be away, and never longer than `timeout` for one that isn't.
 */
export class Primary implements Redis {
  readonly url: URL;
  readonly #timeout: number;
  readonly #credentials: CredentialsProvider;
  readonly #log: Log;
  readonly #onLost: () => void;
  #connection: Connection | null = null;
  #connected!: Promise<Connection>;
  #announce!: (connection: Connection) => void;
  #attempting = new AbortController();

  /** @param onLost told each time that the connection is lost */
  constructor(
    url: URL,
    timeout: number,
    credentials: CredentialsProvider,
    log: Log,
    onLost: () => void = () => {},
  ) {
    this.url = url;
    this.#timeout = timeout;
    this.#credentials = credentials;
    this.#log = log;
    this.#onLost = onLost;
    this.#awaitConnection();
    void this.#stayConnected();
  }

  get isConnected(): boolean {
    return this.#connection !== null;
  }

  async command<Reply>(args: readonly string[]): Promise<Reply> {
    const connection = this.#connection;
    if (connection === null || connection.underWay >= MOST_UNDER_WAY) {
      throw new StoreUnavailableError();
    }
    try {
      return await connection.command<Reply>(args);
    } catch (error) {
      if (isReadOnly(error)) {
        if (this.#connection === connection) this.#awaitConnection();
        // Nothing else closes it: after a failover it would still go to the old primary. The refused
        // command did not happen, so it may be sent again, once, to whoever the name stands for now.
        connection.close('Redis has become a read-only replica');
        return this.resend<Reply>(args, performance.now() + FAILOVER_PATIENCE);
      }
      throw storeError(error);
    }
  }

  /**
   * Sends a command that another node has refused, because this one has its key now, as soon as there is
   * a connection.
   * @param deadline by `performance.now()`; too late, whoever asked was refused and may have asked again
   * @param asking the key is on its way here, and its slot not this node's yet (ASK)
   */
  async resend<Reply>(args: readonly string[], deadline: number, asking = false): Promise<Reply> {
    const sent = this.#connected.then((connection) => {
      if (performance.now() > deadline) throw new StoreUnavailableError();
      // For the next command on this connection only: no other can come in between.
      if (asking) connection.command(['ASKING']).catch(() => {});
      return connection.command<Reply>(args);
    });
    const reply = await within(deadline - performance.now(), sent).catch((error: unknown) => {
      throw storeError(error);
    });
    if (reply === undefined) throw new StoreUnavailableError();
    return reply;
  }

  async ready(milliseconds: number): Promise<boolean> {
    return (await within(milliseconds, this.#connected)) !== undefined;
  }

  async close(): Promise<void> {
    this.#attempting.abort();
    const connection = this.#connection;
    this.#connection = null;
    await connection?.drain();
  }

  async #stayConnected(): Promise<void> {
    const { signal } = this.#attempting;
    for (let failures = 0; !signal.aborted;) {
      try {
        const connection = await Connection.open(this.url, this.#timeout, this.#credentials);
        if (signal.aborted) return connection.close();
        this.#connection = connection;
        this.#announce(connection);
        this.#log.info({ redis: this.url.host }, 'Redis is connected');
        failures = 0;
        const reason = await connection.lost;
        connection.close();
        if (this.#connection === connection) this.#awaitConnection();
        if (!signal.aborted) {
          this.#log.warn({ redis: this.url.host, err: reason }, 'the connection to Redis is lost');
          this.#onLost();
        }
      } catch (error) {
        // Once an outage, not once an attempt.
        if (failures++ === 0) {
          this.#log.warn({ redis: this.url.host, err: error }, 'Redis can not be reached');
        }
      }
      // Not all servers at the same moment: a Redis that comes back has enough to do.
      const pause = Math.min(LONGEST_PAUSE, 10 * 2 ** failures) * (0.5 + Math.random() / 2);
      await delay(failures === 0 ? 0 : pause, undefined, { signal }).catch(() => {});
    }
  }

  #awaitConnection(): void {
    this.#connection = null;
    this.#connected = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }
}

function isReadOnly(error: unknown): boolean {
  return error instanceof ErrorReply && error.message.startsWith('READONLY');
}

function storeError(error: unknown): unknown {
  const isRefusal = error instanceof ErrorReply && !UNAVAILABLE.test(error.message);
  return isRefusal || error instanceof StoreUnavailableError
    ? error
    : new StoreUnavailableError(error);
}
