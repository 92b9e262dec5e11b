import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Held {
  counter: number;
  cart: Record<string, number>;
}

/** What is wrong with a server. */
export type Mistake =
  | 'none'
  /** Each server keeps its sessions to itself. */
  | 'sessions in memory'
  /** Reads, waits, and writes what it made of it. */
  | 'loses concurrent updates'
  /** Acknowledges each third change, and does not make it. */
  | 'forgets changes'
  | 'applies changes twice'
  /** A cache that doesn't look at whose page it keeps. */
  | "serves another's page";

/** The counter and the cart of the app in a server of a few lines, which can be told to do it wrong. */
export class SmallApp {
  readonly #server = http.createServer((request, response) => void this.#answer(request, response));
  #changes = 0;
  #kept = '';

  private constructor(
    readonly mistake: Mistake,
    readonly sessions: Map<string, Held>,
  ) {}

  /** @param shared what its servers have in common: each has its own without */
  static async start(mistake: Mistake, shared?: Map<string, Held>): Promise<SmallApp> {
    const sessions = mistake === 'sessions in memory' ? undefined : shared;
    const app = new SmallApp(mistake, sessions ?? new Map<string, Held>());
    app.#server.listen(0, '127.0.0.1');
    await once(app.#server, 'listening');
    return app;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (!['/', '/counter', '/cart'].includes(request.url ?? '')) {
      response.writeHead(request.url === '/livez' ? 200 : 404).end();
      return;
    }
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const id = /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    const held = (id && this.sessions.get(id)) || { counter: 0, cart: {} };
    if (request.method === 'POST') {
      const known = id && this.sessions.has(id) ? id : randomUUID();
      if (known !== id) response.setHeader('set-cookie', `session=${known}; Path=/; HttpOnly`);
      const item = body ? (JSON.parse(body) as { item: string }).item : undefined;
      const json = await this.#change(known, held, item);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
      return;
    }
    const cart = ['Apples', 'Bread', 'Coffee', 'Honey'].map((name) => ({
      item: name,
      amount: held.cart[name] ?? 0,
    }));
    const page = JSON.stringify({
      server: this.url,
      session: { counter: held.counter, cart, visits: 1 },
    });
    this.#kept ||= held.counter > 0 ? page : '';
    const wrong = this.mistake === "serves another's page" && Math.random() < 0.1;
    response
      .setHeader('content-type', 'application/json')
      .end(wrong && this.#kept ? this.#kept : page);
  }

  async #change(id: string, before: Held, item: string | undefined): Promise<object> {
    const times = this.mistake === 'applies changes twice' && this.#changes % 5 === 4 ? 2 : 1;
    const isKept = this.mistake !== 'forgets changes' || this.#changes % 3 !== 2;
    this.#changes++;
    if (this.mistake === 'loses concurrent updates') await delay(5);
    else before = this.sessions.get(id) ?? before;
    const after: Held = { counter: before.counter, cart: { ...before.cart } };
    if (item === undefined) after.counter += times;
    else after.cart[item] = (after.cart[item] ?? 0) + times;
    if (isKept) this.sessions.set(id, after);
    return item === undefined ? { counter: after.counter } : { amount: after.cart[item] };
  }
}
