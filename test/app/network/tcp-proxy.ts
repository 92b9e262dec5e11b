import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Stands between clients and a server, to be a bad network: it cuts, it stalls, it slows, it refuses, and
 * it changes the server behind the address. It knows nothing of what passes.
 */
export class TcpProxy {
  readonly host = '127.0.0.1';
  readonly #server: Server;
  readonly #pairs = new Set<[client: Socket, upstream: Socket]>();
  readonly #observe: (sent: Buffer) => void;
  #stalled = false;
  #refusing = false;
  #delay = 0;

  private constructor(
    /** The port of the server that new connections go to. */
    public target: number,
    observe: (sent: Buffer) => void,
  ) {
    this.#observe = observe;
    this.#server = createServer((client) => this.#accept(client));
  }

  /**
   * @param target a port of the loopback interface
   * @param observe sees what clients send, in pieces as they come
   */
  static async before(
    target: number,
    observe: (sent: Buffer) => void = () => {},
  ): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, observe);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, proxy.host, resolve);
    });
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('Not listening');
    return address.port;
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.destroy();
      return;
    }
    const upstream = createConnection(this.target, this.host).setNoDelay(true);
    client.setNoDelay(true);
    const pair: [Socket, Socket] = [client, upstream];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#pairs.delete(pair);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      this.#observe(chunk);
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => void this.#answer(client, chunk));
    if (this.#stalled) this.#pause(pair);
  }

  /** Timers of one length fire in the order that they were set: so does what they send. */
  async #answer(client: Socket, chunk: Buffer): Promise<void> {
    if (this.#delay > 0) await delay(this.#delay, undefined, { ref: false });
    client.write(chunk);
  }

  #pause(pair: [Socket, Socket]): void {
    for (const socket of pair) socket.pause();
  }

  /** Every connection ends at once, as when a server dies; new ones are made. */
  cut(): void {
    for (const [client] of this.#pairs) client.destroy();
  }

  /** Connections open, and nothing passes: a stalled server, or a network that swallows packets. */
  stall(): void {
    this.#stalled = true;
    for (const pair of this.#pairs) this.#pause(pair);
  }

  /** Each answer of the server is under way for so long. */
  slow(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Connections end as soon as they are made. */
  refuse(): void {
    this.#refusing = true;
    this.cut();
  }

  /** A good network again; what was stalled passes now. */
  resume(): void {
    this.#refusing = false;
    this.#stalled = false;
    this.#delay = 0;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}
