import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { StoreUnavailableError } from '../session/errors';
import { nameOf, type Address } from './address';
import { Connection, MemcachedError, type ConnectionOptions } from './connection';
import type { Reply } from './reply-reader';

export type Log = Pick<FastifyBaseLogger, 'info' | 'warn'>;

export interface Item {
  readonly value: string;
  /** Names this version of the item: `swap` replaces no other one. */
  readonly version: string;
}

/** Milliseconds between attempts to connect, at most: work resumes within a second of the node's return. */
const LONGEST_PAUSE = 200;
/** Commands under way at most, and bytes of them: bounds for memory when answers come slower than requests. */
const MOST_UNDER_WAY = 10_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Bytes. A node keeps 1 MB an item, its own notes included, and forgets the item that got too large. */
const LARGEST_VALUE = 1_000_000;
/** No node takes other keys; a space or a line's end in one would be the end of the command. */
const KEY = /^[\x21-\x7e]{1,250}$/;

/**
 * One node, as a server of this app needs it: quick, or quickly an error. There is one connection, on which
 * commands are pipelined. While there is none nothing queues: each command fails at once, and in the
 * background one attempt after the other is made to connect. That is the circuit breaker: a request never
 * waits for a node that is known to be away, and never longer than `timeout` for one that isn't.
 */
export class MemcachedNode {
  readonly name: string;
  readonly #address: Address;
  readonly #options: ConnectionOptions;
  readonly #log: Log;
  #connection: Connection | null = null;
  #connected!: Promise<void>;
  #announce!: () => void;
  #attempting = new AbortController();

  constructor(address: Address, options: ConnectionOptions, log: Log) {
    this.name = nameOf(address);
    this.#address = address;
    this.#options = options;
    this.#log = log;
    this.#awaitConnection();
    void this.#stayConnected();
  }

  /** Whether there is a connection: a command may still fail, but not for want of one. */
  get isUp(): boolean {
    return this.#connection !== null;
  }

  /** Settles once there is a connection. */
  get connected(): Promise<void> {
    return this.#connected;
  }

  /**
   * @returns null: nothing is kept under this key
   * @throws StoreUnavailableError as all of these: nobody answered, a write may or may not have happened
   */
  async get(key: string): Promise<Item | null> {
    const { code, flags, value } = await this.#ask(`mg ${checked(key)} v c\r\n`);
    return code === 'VA' ? { value, version: flagOf(flags, 'c') } : null;
  }

  /**
   * Keeps the value, whatever was there.
   * @param life milliseconds; it is kept for up to two seconds longer (see `expiry`)
   */
  async set(key: string, value: string, life: number): Promise<void> {
    await this.#store(key, value, life, '');
  }

  /** Keeps the value if there is one already. @returns false: there is none */
  async replace(key: string, value: string, life: number): Promise<boolean> {
    return (await this.#store(key, value, life, ' MR')) === 'HD';
  }

  /** Keeps the value if that version is still there. @returns false: it is not */
  async swap(key: string, value: string, life: number, version: string): Promise<boolean> {
    return (await this.#store(key, value, life, ` C${version}`)) === 'HD';
  }

  async #store(key: string, value: string, life: number, flags: string): Promise<string> {
    const size = Buffer.byteLength(value);
    if (size > LARGEST_VALUE) throw new RangeError(`Memcached keeps no value of ${size} bytes`);
    // Without T the item would be kept for ever.
    const { code } = await this.#ask(
      `ms ${checked(key)} ${size} T${expiry(life)}${flags}\r\n${value}\r\n`,
    );
    return code;
  }

  async delete(key: string): Promise<void> {
    await this.#ask(`md ${checked(key)}\r\n`);
  }

  /**
   * Adds one, and begins the window with the first one, in one step.
   * @param window milliseconds, rounded up to whole seconds
   * @returns the count, and the milliseconds that are left of the window
   */
  async count(key: string, window: number): Promise<{ count: number; left: number }> {
    const seconds = Math.ceil(window / 1000);
    const { flags, value } = await this.#ask(`ma ${checked(key)} N${seconds} J1 D1 v t\r\n`);
    return { count: Number(value), left: Math.max(1, Number(flagOf(flags, 't'))) * 1000 };
  }

  async #ask(command: string): Promise<Reply> {
    const connection = this.#connection;
    if (
      connection === null ||
      connection.underWay >= MOST_UNDER_WAY ||
      connection.backlog >= MOST_BYTES
    ) {
      throw new StoreUnavailableError();
    }
    try {
      return await connection.send(command);
    } catch (error) {
      // What it refuses it will refuse again; but that it is out of memory passes.
      const isRefusal = error instanceof MemcachedError && !/out of memory/.test(error.message);
      throw isRefusal ? error : new StoreUnavailableError(error);
    }
  }

  /** Lets the commands under way finish. */
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
        // By its name each time: a node that was replaced has another address.
        const connection = await Connection.open(this.#address, this.#options);
        if (signal.aborted) return connection.close();
        this.#connection = connection;
        this.#announce();
        this.#log.info({ memcached: this.name }, 'Memcached is connected');
        failures = 0;
        const reason = await connection.lost;
        if (this.#connection === connection) this.#awaitConnection();
        if (!signal.aborted) {
          this.#log.warn(
            { memcached: this.name, err: reason },
            'the connection to Memcached is lost',
          );
        }
      } catch (error) {
        // Once an outage, not once an attempt.
        if (failures++ === 0) {
          this.#log.warn({ memcached: this.name, err: error }, 'Memcached can not be reached');
        }
      }
      // Not all servers at the same moment: a node that comes back has enough to do.
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

function checked(key: string): string {
  if (!KEY.test(key)) throw new TypeError(`Memcached takes no key like ${JSON.stringify(key)}`);
  return key;
}

/** The value of one of the flags that were asked for. */
function flagOf(flags: string, letter: string): string {
  return flags
    .split(' ')
    .find((flag) => flag.startsWith(letter))!
    .slice(1);
}

/** Memcached takes a larger number of seconds for a date since 1970: what it says would be over long ago. */
const LONGEST_IN_SECONDS = 30 * 86_400;

/**
 * When Memcached may forget an item. It counts in whole seconds, by a clock that moves once a second: what
 * is to live for one may be gone at once. So it is told one more, and who must know exactly writes the
 * time into the value.
 */
function expiry(life: number): number {
  const seconds = Math.ceil(Math.max(0, life) / 1000) + 1;
  return seconds > LONGEST_IN_SECONDS ? Math.floor(Date.now() / 1000) + seconds : seconds;
}
