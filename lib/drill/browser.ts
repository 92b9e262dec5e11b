import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from './clock';
import { Connection, type ConnectionOptions, type Exchange } from './connection';
import type { RequestLog } from './request-log';

/** What a client may make of what became of its request. */
export type Reply =
  | { readonly result: 'done'; readonly json: unknown }
  /** Nothing was changed. No status: it never got to a server. */
  | { readonly result: 'refused'; readonly status: number | undefined }
  /** It may have been done, or not: nobody said. */
  | { readonly result: 'unknown' };

export interface BrowserOptions extends ConnectionOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: RequestLog;
  /** Told when a limit of the app put a request off: for how many seconds. */
  heldBack?(seconds: number): void;
}

/** Seconds that a limit lasts which does not say how long. */
const MINUTE = 60;

/**
 * What a browser does for its user: keeps connections and cookies, and says where a request comes
 * from. Asks for JSON, as a program does.
 */
export class Browser {
  readonly #options: BrowserOptions;
  readonly #connection: Connection;
  #cookies = new Map<string, string>();

  constructor(options: BrowserOptions) {
    this.#options = options;
    this.#connection = new Connection(options.url, options);
  }

  /** The same browser as it is now, as somebody has it who copied its cookies. */
  copy(): Browser {
    const copy = new Browser(this.#options);
    copy.#cookies = new Map(this.#cookies);
    return copy;
  }

  get(path: string): Promise<Reply> {
    return this.#send('GET', path);
  }

  post(path: string, body?: Readonly<Record<string, string>>): Promise<Reply> {
    return this.#send('POST', path, body);
  }

  forgetCookies(): void {
    this.#cookies.clear();
  }

  close(): void {
    this.#connection.close();
  }

  async #send(method: 'GET' | 'POST', path: string, body?: object): Promise<Reply> {
    const { clock, log, url } = this.#options;
    const text = body && JSON.stringify(body);
    const start = performance.now();
    const exchange = await this.#connection.send({
      method,
      path,
      headers: {
        accept: 'application/json',
        'user-agent': 'drill',
        // A browser says so of each request, and an app that is careful refuses a change without.
        ...(method === 'POST' && {
          'sec-fetch-site': 'same-origin',
          origin: new URL(url).origin,
          'content-length': String(Buffer.byteLength(text ?? '')),
        }),
        ...(text && { 'content-type': 'application/json' }),
        ...(this.#cookies.size > 0 && { cookie: this.#cookieHeader() }),
      },
      ...(text && { body: text }),
    });
    const milliseconds = performance.now() - start;
    if (exchange.end === 'answered') this.#takeCookies(exchange.headers);
    if (exchange.end === 'answered' && exchange.status === 429) {
      log.heldBack++;
      this.#options.heldBack?.(Number(exchange.headers['retry-after']) || MINUTE);
    } else log.add({ at: clock.now(), milliseconds, cause: causeOf(exchange) });
    return replyOf(exchange);
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #takeCookies(headers: IncomingHttpHeaders): void {
    for (const line of headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';', 1);
      const name = pair.slice(0, pair.indexOf('='));
      if (/;\s*max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(name.length + 1));
    }
  }
}

function causeOf(exchange: Exchange): string | undefined {
  if (exchange.end !== 'answered') return exchange.cause;
  if (isDone(exchange.status)) return json(exchange.body) ? undefined : 'answered something else';
  return `answered ${exchange.status}`;
}

function replyOf(exchange: Exchange): Reply {
  if (exchange.end === 'not sent') return { result: 'refused', status: undefined };
  if (exchange.end === 'unknown') return { result: 'unknown' };
  const { status, body } = exchange;
  // 5xx: the server, or what stands before it, gave up: perhaps after the change was made.
  if (status >= 500) return { result: 'unknown' };
  if (!isDone(status)) return { result: 'refused', status };
  const answer = json(body);
  return answer ? { result: 'done', json: answer } : { result: 'unknown' };
}

const isDone = (status: number): boolean => status >= 200 && status < 300;

function json(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
