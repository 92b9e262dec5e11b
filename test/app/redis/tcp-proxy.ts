import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * Stands between a client and a Redis, to be a bad network: it cuts, it stalls, it changes the server
 * behind the address. And it counts the commands that pass.
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<[client: Socket, upstream: Socket]>();
  #stalled = false;
  #refusing = false;
  /** Names of the commands that clients sent, in order. */
  readonly commands: string[] = [];

  private constructor(public target: number) {
    this.#server = createServer((client) => this.#accept(client));
  }

  static async before(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('Not listening');
    return `redis://127.0.0.1:${address.port}`;
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.destroy();
      return;
    }
    const upstream = createConnection(this.target, '127.0.0.1').setNoDelay(true);
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
      this.#note(chunk);
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => client.write(chunk));
    if (this.#stalled) this.#pause(pair);
  }

  /** A command in RESP begins with the number of its words: `*2\r\n$7\r\nHGETALL\r\n…`. */
  #note(chunk: Buffer): void {
    for (const [, name] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n([A-Za-z]+)\r\n/g)) {
      this.commands.push(name!.toUpperCase());
    }
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

  refuse(): void {
    this.#refusing = true;
    this.cut();
  }

  resume(): void {
    this.#refusing = false;
    this.#stalled = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}
