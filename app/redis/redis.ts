import { setTimeout as delay } from 'node:timers/promises';
import { ErrorReply } from '@redis/client/dist/lib/errors';
import type { FastifyBaseLogger } from 'fastify';
import { StoreUnavailableError } from '../session/errors';
import { Connection } from './connection';
import { urlCredentials, type CredentialsProvider } from './credentials';

export interface RedisConfig {
  /** redis:// or rediss://[user[:password]@]host:port */
  url: string;
  /** `iam`: the URL's user signs in by a token of IAM. */
  auth: 'password' | 'iam';
  /** Milliseconds: a command that takes longer is refused, and the connection made anew. Default: 180. */
  timeout?: number;
  /** The replication group that the token is signed for, and where that is. */
  iamCache: string;
  region: string;
}

type Log = Pick<FastifyBaseLogger, 'info' | 'warn'>;

/** Milliseconds: with it a request is refused within 250 ms. Redis itself takes less than one. */
export const COMMAND_TIMEOUT = 180;
/** Milliseconds between attempts to connect, at most: work resumes within a second of Redis's return. */
const LONGEST_PAUSE = 200;
/** Commands under way at most: a bound for memory when Redis answers slower than requests come. */
const MOST_UNDER_WAY = 10_000;
/** Milliseconds for all of what follows a READONLY: to connect anew, and to send again. */
const FAILOVER_PATIENCE = 150;

/**
 * Errors that say that it is Redis's hour, not the command, that is wrong.
 * READONLY: a demoted primary. LOADING: started a moment ago. MASTERDOWN, CLUSTERDOWN, TRYAGAIN,
 * NOREPLICAS: a failover under way. OOM, MISCONF, BUSY: it can't write. NOAUTH, WRONGPASS, NOPERM: it
 * does not know us (any more).
 */
const UNAVAILABLE =
  /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|OOM|MISCONF|BUSY|NOAUTH|WRONGPASS|NOPERM)\b/;

/**
 * Redis, as a server of this app needs it: quick, or quickly an error. There is one connection, on which
 * commands are pipelined. While there is none nothing queues: each command fails at once, and in the
 * background one attempt after the other is made to connect. That is the circuit breaker: a request never
 * waits for a Redis that is known to be away, and never longer than `timeout` for one that isn't.
 */
export class Redis {
  readonly #url: URL;
  readonly #timeout: number;
  readonly #credentials: CredentialsProvider;
  readonly #log: Log;
  #connection: Connection | null = null;
  #connected!: Promise<Connection>;
  #announce!: (connection: Connection) => void;
  #attempting = new AbortController();

  constructor(url: URL, timeout: number, credentials: CredentialsProvider, log: Log) {
    this.#url = url;
    this.#timeout = timeout;
    this.#credentials = credentials;
    this.#log = log;
    this.#awaitConnection();
    void this.#stayConnected();
  }

  /**
   * Sends one command. Commands of the same turn of the event loop share a packet.
   * @returns Redis's answer in RESP 2: text, whole numbers, null and lists of these
   * @typeParam Reply what Redis answers to this command
   * @throws StoreUnavailableError nobody answered: a write may or may not have happened
   * @throws ErrorReply Redis refused the command
   */
  async command<Reply>(args: readonly string[]): Promise<Reply> {
    const connection = this.#connection;
    if (connection === null || connection.underWay >= MOST_UNDER_WAY) {
      throw new StoreUnavailableError();
    }
    try {
      return await connection.command<Reply>(args);
    } catch (error) {
      if (isReadOnly(error)) return this.#sendToNewPrimary<Reply>(connection, args);
      throw storeError(error);
    }
  }

  /** Resolves with whether there is a connection, by then or within the time. */
  async ready(milliseconds: number): Promise<boolean> {
    return (await within(milliseconds, this.#connected)) !== undefined;
  }

  /** Lets the commands under way finish. */
  async close(): Promise<void> {
    this.#attempting.abort();
    const connection = this.#connection;
    this.#connection = null;
    await connection?.drain();
  }

  /**
   * READONLY: after a failover this connection still goes to the old primary, which nothing closes. The
   * refused command did not happen, so it may be sent again, once, to whoever the name stands for now.
   */
  async #sendToNewPrimary<Reply>(old: Connection, args: readonly string[]): Promise<Reply> {
    if (this.#connection === old) this.#awaitConnection();
    old.close('Redis has become a read-only replica');
    const deadline = performance.now() + FAILOVER_PATIENCE;
    const sent = this.#connected.then((connection) => {
      // Too late: whoever asked was refused by now, and may have asked again.
      if (performance.now() > deadline) throw new StoreUnavailableError();
      return connection.command<Reply>(args);
    });
    const reply = await within(FAILOVER_PATIENCE, sent).catch((error: unknown) => {
      throw storeError(error);
    });
    if (reply === undefined) throw new StoreUnavailableError();
    return reply;
  }

  async #stayConnected(): Promise<void> {
    const { signal } = this.#attempting;
    for (let failures = 0; !signal.aborted;) {
      try {
        const connection = await Connection.open(this.#url, this.#timeout, this.#credentials);
        if (signal.aborted) return connection.close();
        this.#connection = connection;
        this.#announce(connection);
        this.#log.info({ redis: this.#url.host }, 'Redis is connected');
        failures = 0;
        const reason = await connection.lost;
        connection.close();
        if (this.#connection === connection) this.#awaitConnection();
        if (!signal.aborted) this.#log.warn({ err: reason }, 'the connection to Redis is lost');
      } catch (error) {
        // Once an outage, not once an attempt.
        if (failures++ === 0) this.#log.warn({ err: error }, 'Redis can not be reached');
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

/**
 * Begins to connect, and goes on by itself. The AWS parts are loaded only where they are asked for: a
 * start without them stays quick.
 */
export function createRedis(config: RedisConfig, log: Log): Redis {
  const url = new URL(config.url);
  const credentials = config.auth === 'iam' ? loadedLater(config, url) : urlCredentials(url);
  return new Redis(url, config.timeout ?? COMMAND_TIMEOUT, credentials, log);
}

function loadedLater({ iamCache, region }: RedisConfig, url: URL): CredentialsProvider {
  let provider: CredentialsProvider | undefined;
  return async () => {
    const { iamCredentials } = await import('./iam-credentials');
    provider ??= iamCredentials(decodeURIComponent(url.username), iamCache, region);
    return provider();
  };
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

function isReadOnly(error: unknown): boolean {
  return error instanceof ErrorReply && error.message.startsWith('READONLY');
}

function storeError(error: unknown): unknown {
  const isRefusal = error instanceof ErrorReply && !UNAVAILABLE.test(error.message);
  return isRefusal || error instanceof StoreUnavailableError
    ? error
    : new StoreUnavailableError(error);
}
