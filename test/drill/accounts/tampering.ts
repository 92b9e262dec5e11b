import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What goes wrong between a visitor and the app. */
export type Tampering =
  | 'none'
  /** The page lacks the newest note. */
  | 'loses a note'
  /** What is to be written is sent on twice. */
  | 'writes notes twice'
  /** The page is that of somebody else. */
  | "shows another's account"
  /** The page's cookie does not get through. */
  | 'forgets who asks'
  /** Says that it has signed somebody out. */
  | 'keeps sessions';

interface Page {
  account?: { email: string; notes: unknown[] | null };
}

/** Stands before a server of the app and spoils what passes. */
export class TamperingProxy {
  readonly #server = http.createServer((request, response) => void this.#pass(request, response));
  #pages = 0;

  private constructor(
    readonly target: string,
    readonly tampering: Tampering,
  ) {}

  static async before(target: string, tampering: Tampering): Promise<TamperingProxy> {
    const proxy = new TamperingProxy(target, tampering);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await text(request);
    const { tampering } = this;
    if (tampering === 'keeps sessions' && request.url === '/sign-out') {
      response.setHeader('content-type', 'application/json').end('{}');
      return;
    }
    if (tampering === 'writes notes twice' && request.url === '/notes') {
      await this.#ask(request, body);
    }
    const answer = await this.#ask(request, body);
    const isPage = request.method === 'GET' && answer.status === 200;
    for (const cookie of answer.headers.getSetCookie()) {
      response.appendHeader('set-cookie', cookie);
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    const json = await answer.text();
    response.end(isPage ? JSON.stringify(this.#spoil(JSON.parse(json) as Page)) : json);
  }

  #ask(request: http.IncomingMessage, body: string): Promise<Response> {
    const { cookie, 'content-type': type } = request.headers;
    const isForgotten = this.tampering === 'forgets who asks' && this.#pages > 20;
    return fetch(this.target + request.url, {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        'sec-fetch-site': 'same-origin',
        // Each comes from an address of its own: what one address may do is not what is tested.
        'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
        ...(type && { 'content-type': type }),
        ...(cookie && !isForgotten && { cookie }),
      },
      ...(body && { body }),
    });
  }

  #spoil(page: Page): Page {
    this.#pages++;
    if (!page.account) return page;
    if (this.tampering === 'loses a note') page.account.notes?.shift();
    if (this.tampering === "shows another's account") page.account.email = 'bob@example.com';
    return page;
  }
}
