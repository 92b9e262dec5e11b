import http from 'node:http';
import https from 'node:https';
import { errorCode } from '../local/error-code';

/** What became of a request, as its client can know it. */
export type Exchange =
  | {
      readonly end: 'answered';
      readonly status: number;
      readonly headers: http.IncomingHttpHeaders;
      readonly body: string;
    }
  /** It never got to a server, so nothing has changed. */
  | { readonly end: 'not sent'; readonly cause: string }
  /** It was on its way when the connection ended: what it asked for may have been done, or not. */
  | { readonly end: 'unknown'; readonly cause: string };

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ConnectionOptions {
  /** Milliseconds that an answer may take, from the first byte of the connection to the last of the body. */
  readonly patience: number;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string;
}

/** What each cause of a failure is called in a report. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection died',
  EPIPE: 'connection died',
  ETIMEDOUT: 'no connection',
  EHOSTUNREACH: 'no connection',
  ENETUNREACH: 'no connection',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name not found',
};

/**
 * The connections of one client, kept alive as a browser does: what sticks to a server shows only so.
 * Nothing is sent twice, not even what a browser would try again, so that each failure is seen.
 */
export class Connection {
  readonly #url: URL;
  readonly #options: ConnectionOptions;
  readonly #agent: http.Agent;

  constructor(url: string, options: ConnectionOptions) {
    this.#url = new URL(url);
    this.#options = options;
    this.#agent =
      this.#url.protocol === 'https:'
        ? new https.Agent({ keepAlive: true, ca: options.ca })
        : new http.Agent({ keepAlive: true });
  }

  /** Never rejects. */
  send(question: Question): Promise<Exchange> {
    const { method, path, headers, body } = question;
    const { patience } = this.#options;
    return new Promise((resolve) => {
      let isSent = false;
      let isTooLate = false;
      const ask = this.#url.protocol === 'https:' ? https.request : http.request;
      const request = ask(new URL(path, this.#url), { method, headers, agent: this.#agent });
      const limit = setTimeout(() => {
        isTooLate = true;
        request.destroy();
      }, patience);
      const settle = (exchange: Exchange) => {
        clearTimeout(limit);
        resolve(exchange);
      };
      const fail = (error: unknown) => {
        const code = errorCode(error);
        const named = (code && CAUSES[code]) ?? code ?? 'connection died';
        const cause = isTooLate ? `no answer within ${patience / 1000} s` : named;
        settle({ end: isSent ? 'unknown' : 'not sent', cause });
      };

      request.on('socket', (socket) => {
        // Taken for sent as soon as it can have been: a claim of less would call a write lost that was made.
        if (request.reusedSocket) isSent = true;
        else {
          const ready = this.#url.protocol === 'https:' ? 'secureConnect' : 'connect';
          socket.once(ready, () => {
            isSent = true;
          });
        }
      });
      request.on('error', fail);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          settle({
            end: 'answered',
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
