import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * As little of a load balancer as a drill needs: each request goes to the next server that takes
 * connections, and none is sent twice.
 */
export class RoundRobin {
  readonly #server = http.createServer((request, response) => this.#pass(request, response));
  readonly #agent = new http.Agent({ keepAlive: true });
  #next = 0;

  private constructor(
    /** Their URLs: may change at any time. */
    public servers: readonly string[],
  ) {}

  static async before(...servers: string[]): Promise<RoundRobin> {
    const balancer = new RoundRobin(servers);
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => this.#send(request, Buffer.concat(chunks), response));
  }

  #send(
    request: http.IncomingMessage,
    body: Buffer,
    response: http.ServerResponse,
    tries = this.servers.length,
  ): void {
    const server = this.servers[this.#next++ % this.servers.length] ?? '';
    const onward = http.request(server + request.url, {
      method: request.method,
      agent: this.#agent,
      headers: {
        ...request.headers,
        // Each comes from an address of its own: what one address may do is not what is tested.
        'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
      },
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (response.headersSent) return;
      // Nobody took the connection, so nothing was sent.
      if (error.code === 'ECONNREFUSED' && tries > 1) {
        this.#send(request, body, response, tries - 1);
      } else response.writeHead(502).end();
    });
    onward.end(body);
  }
}
