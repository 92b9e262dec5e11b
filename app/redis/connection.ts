// Not from the package's front door: createClient attaches some 500 commands to its class, which is a
// third of this server's start, and we send our commands by name.
import RedisClient from '@redis/client/dist/lib/client';
import type { Credentials, CredentialsProvider } from './credentials';

/** Milliseconds from the first packet to a Redis that answers. */
const CONNECT_TIMEOUT = 500;
/** How many times in the time that a command may take somebody looks whether it has come to an end. */
const TICKS = 5;
/** Milliseconds. ElastiCache ends a connection 12 hours after its IAM token was last shown. */
const SHOW_CREDENTIALS_AGAIN = 8 * 3_600_000;

type Client = ReturnType<typeof newClient>;

function newClient(url: URL, { user, password }: Credentials) {
  const socket = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || 6379,
    connectTimeout: CONNECT_TIMEOUT,
    // A lost connection is not mended: `Redis` makes a new one, so all failures take one path.
    reconnectStrategy: false as const,
  };
  return new RedisClient({
    // Plain lists are all that sessions need, and are read faster than RESP 3's maps.
    RESP: 2,
    socket: url.protocol === 'rediss:' ? { ...socket, tls: true } : socket,
    ...(user && { username: user }),
    ...(password && { password }),
    database: Number(url.pathname.slice(1)) || 0,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // The client's own timeout makes an AbortSignal for each command, and ends once the command is sent.
    commandOptions: { timeout: undefined },
  });
}

/** One connection to a Redis, by default to one that can write, from its opening until it is lost. Never mended. */
export class Connection {
  readonly #client: Client;
  /** Settles once the connection is of no more use. */
  readonly lost: Promise<unknown>;
  #lose!: (reason: unknown) => void;
  readonly #tickTime: number;
  #sent = 0;
  #answered = 0;
  /** `#sent` at the last ticks, the oldest first. Answers come in order: counting them is enough. */
  #history: number[] = [];
  #ticking: NodeJS.Timeout | null = null;
  #reauthenticating: NodeJS.Timeout | null = null;

  private constructor(client: Client, timeout: number) {
    this.#client = client;
    this.#tickTime = timeout / TICKS;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
    client.on('error', this.#lose).on('end', this.#lose);
  }

  /**
   * @param timeout milliseconds: a command that takes longer ends the connection
   * @param credentials asked anew for each connection, and again while it lasts if they expire
   * @param role whether a read-only replica will do
   * @throws when Redis does not answer within 500 ms, refuses, or has the wrong role
   */
  static async open(
    url: URL,
    timeout: number,
    credentials: CredentialsProvider,
    role: 'primary' | 'primary or replica' = 'primary',
  ): Promise<Connection> {
    const shown = await credentials();
    const connection = new Connection(newClient(url, shown), timeout);
    const timer = setTimeout(() => connection.close('Redis does not answer'), CONNECT_TIMEOUT);
    try {
      await connection.#client.connect();
      // A socket that opens proves little: a stalled server's does, and so does a demoted primary's
      // until the DNS name has moved.
      const replication = await connection.command<string>(['INFO', 'replication']);
      if (role === 'primary' && /^role:slave/m.test(replication)) {
        throw new Error('This Redis is a read-only replica');
      }
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    if (shown.expire) connection.#showCredentialsAgain(credentials);
    return connection;
  }

  /** Commands that are not answered yet. */
  get underWay(): number {
    return this.#sent - this.#answered;
  }

  async command<Reply>(args: readonly string[]): Promise<Reply> {
    this.#sent++;
    if (this.#ticking === null) this.#watch();
    try {
      return await this.#client.sendCommand<Reply>(args);
    } finally {
      this.#answered++;
    }
  }

  /** @param reason what `lost` settles with; commands under way fail */
  close(reason = 'closed'): void {
    if (this.#ticking !== null) clearInterval(this.#ticking);
    if (this.#reauthenticating !== null) clearInterval(this.#reauthenticating);
    this.#lose(new Error(reason));
    this.#client.destroy();
  }

  /** Lets what is under way finish, then closes. */
  async drain(): Promise<void> {
    if (this.underWay > 0) await Promise.race([this.#client.close(), this.lost]);
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
    if (this.#ticking === null) return;
    if (this.underWay === 0) {
      clearInterval(this.#ticking);
      this.#ticking = null;
      this.#history = [];
      return;
    }
    const sentThen = this.#history.length === TICKS - 1 ? this.#history.shift() : undefined;
    this.#history.push(this.#sent);
    if (sentThen !== undefined && this.#answered < sentThen) this.close('Redis does not answer');
  }

  #showCredentialsAgain(credentials: CredentialsProvider): void {
    this.#reauthenticating = setInterval(() => {
      credentials()
        .then(({ user, password }) => this.command(['AUTH', user, password]))
        .catch(() => this.close('the new IAM token was refused'));
    }, SHOW_CREDENTIALS_AGAIN);
    this.#reauthenticating.unref();
  }
}
