import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContextOptions } from 'node:tls';
import type { Address } from './address';
import { ReplyReader, type Reply } from './reply-reader';

export interface ConnectionOptions {
  /** TLS, with Node's own list of authorities; or with these settings. */
  readonly tls: boolean | SecureContextOptions;
  /** Milliseconds: a command that takes longer ends the connection. */
  readonly timeout: number;
}

/** Memcached has refused a command. It was not carried out. */
export class MemcachedError extends Error {
  override readonly name = 'MemcachedError';
}

/** Milliseconds from the first packet to a Memcached that answers. */
const CONNECT_TIMEOUT = 500;
/** How many times in the time that a command may take somebody looks whether it has come to an end. */
const TICKS = 5;
/** Does nothing, and is answered in its turn. */
const NOOP = 'mn\r\n';

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** One connection to a Memcached, from its opening until it is lost. Never mended. */
export class Connection {
  readonly #socket: Socket;
  /** Settles once the connection is of no more use. */
  readonly lost: Promise<Error>;
  #lose!: (reason: Error) => void;
  #over: Error | null = null;
  readonly #reader = new ReplyReader();
  /** Whose answers come next, in this order. */
  readonly #waiting: Waiting[] = [];
  /** Commands of this turn of the event loop: they share a packet. */
  #outgoing = '';
  readonly #tickTime: number;
  #sent = 0;
  #answered = 0;
  /** `#sent` at the last ticks, the oldest first. Answers come in order: counting them is enough. */
  #history: number[] = [];
  #ticking: NodeJS.Timeout | null = null;

  private constructor(socket: Socket, timeout: number) {
    this.#socket = socket;
    this.#tickTime = timeout / TICKS;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    socket.setNoDelay(true).setKeepAlive(true, 60_000);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.close('Memcached closed the connection'));
  }

  /** @throws when no Memcached of version 1.6 or newer answers within 500 ms */
  static async open(address: Address, { tls, timeout }: ConnectionOptions): Promise<Connection> {
    const { host, port } = address;
    const settings = {
      ...(typeof tls === 'object' && tls),
      // An IP address may not be sent as the name of the host (RFC 6066, 3).
      ...(isIP(host) ? {} : { servername: host }),
    };
    const socket = tls ? connectTls({ host, port, ...settings }) : connectPlain({ host, port });
    const connection = new Connection(socket, timeout);
    const timer = setTimeout(() => connection.close('Memcached does not answer'), CONNECT_TIMEOUT);
    const connected = new Promise<void>((resolve) => {
      socket.once(tls ? 'secureConnect' : 'connect', resolve);
    });
    try {
      await Promise.race([connected, connection.lost]);
      // A socket that opens proves little: a stalled server's does. And one that is too old for the meta
      // protocol is found here, not by the first visitor.
      await connection.send(NOOP);
    } catch (error) {
      connection.close();
      if (!(error instanceof MemcachedError)) throw error;
      throw new Error('Memcached refuses to work with us; it must be version 1.6 or newer', {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
    return connection;
  }

  /** Commands that are not answered yet. */
  get underWay(): number {
    return this.#waiting.length;
  }

  /** Bytes, about, that Memcached has not taken yet. */
  get backlog(): number {
    return this.#socket.writableLength + this.#outgoing.length;
  }

  /**
   * @param command in the meta protocol, complete, with one answer
   * @throws MemcachedError Memcached has refused it
   * @throws Error the connection was lost: nobody knows whether it was carried out
   */
  send(command: string): Promise<Reply> {
    if (this.#over !== null) return Promise.reject(this.#over);
    if (this.#outgoing === '') setImmediate(() => this.#flush());
    this.#outgoing += command;
    this.#sent++;
    if (this.#ticking === null) this.#watch();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #flush(): void {
    const commands = this.#outgoing;
    this.#outgoing = '';
    if (this.#over === null) this.#socket.write(commands, 'utf8');
  }

  #receive(chunk: Buffer): void {
    try {
      this.#reader.read(chunk, (reply) => this.#answer(reply));
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #answer(reply: Reply): void {
    const waiting = this.#waiting.shift();
    // A server that has no room for another connection says so unasked.
    if (waiting === undefined) throw new Error(`Memcached said, unasked: ${reply.code}`);
    this.#answered++;
    if (!reply.code.includes('ERROR')) {
      waiting.resolve(reply);
      return;
    }
    waiting.reject(new MemcachedError(reply.code));
    // What it did not understand may have been longer than it thinks: the next answer could be of that.
    if (!reply.code.startsWith('SERVER_ERROR')) this.close('Memcached did not understand us');
  }

  /** @param reason what `lost` settles with; commands under way fail */
  close(reason = 'closed'): void {
    this.#end(new Error(reason));
  }

  #end(reason: Error): void {
    if (this.#over !== null) return;
    this.#over = reason;
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#socket.destroy();
    this.#lose(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  /** Lets what is under way finish, then closes. */
  async drain(): Promise<void> {
    // Answers come in order: with this one all are there.
    if (this.underWay > 0) await this.send(NOOP).catch(() => {});
    this.close();
  }

  /**
   * One timer for all commands, running only while some are under way. A server that stalls keeps the
   * socket open: without this its clients would wait for the operating system, for minutes.
   */
  #watch(): void {
    this.#ticking = setInterval(() => {
      // Timers run before sockets are read: after a pause of this process the answers may be there.
      setImmediate(() => this.#tick());
    }, this.#tickTime);
    this.#ticking.unref();
  }

  #tick(): void {
    if (this.#ticking === null || this.#over !== null) return;
    if (this.underWay === 0) {
      clearInterval(this.#ticking);
      this.#ticking = null;
      this.#history = [];
      return;
    }
    const sentThen = this.#history.length === TICKS - 1 ? this.#history.shift() : undefined;
    this.#history.push(this.#sent);
    if (sentThen !== undefined && this.#answered < sentThen) {
      this.close('Memcached does not answer');
    }
  }
}
