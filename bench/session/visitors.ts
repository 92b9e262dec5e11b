import { Agent, request } from 'node:http';

export interface Answer {
  count: number;
  milliseconds: number;
}

/** One browser: a connection that is kept open, and the cookies that the server gave it. */
export class Visitor {
  readonly #cookies = new Map<string, string>();
  #isTampering = false;

  constructor(
    private readonly port: number,
    private readonly agent = new Agent({ keepAlive: true }),
  ) {}

  /** @throws Error if the answer is no 200; who tampers takes any answer, and keeps no cookie of it */
  get(path: string): Promise<Answer> {
    const started = performance.now();
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          agent: this.agent,
          headers: cookie === '' ? {} : { cookie },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            const milliseconds = performance.now() - started;
            if (this.#isTampering) {
              resolve({ count: 0, milliseconds });
              return;
            }
            if (response.statusCode !== 200) {
              reject(new Error(`${path} was answered with ${response.statusCode}: ${text}`));
              return;
            }
            for (const line of response.headers['set-cookie'] ?? []) this.#keep(line);
            const { count } = JSON.parse(text) as { count: number };
            resolve({ count, milliseconds });
          });
        },
      );
      sent.on('error', reject).end();
    });
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }

  keepCookiesOf(other: Visitor): void {
    for (const [name, value] of other.#cookies) this.#cookies.set(name, value);
  }

  /** Another connection of the same browser. */
  twin(): Visitor {
    const twin = new Visitor(this.port);
    twin.keepCookiesOf(this);
    return twin;
  }

  /** Somebody who changes one character in the middle of each cookie. */
  tampered(): Visitor {
    const tampered = this.twin();
    tampered.#isTampering = true;
    for (const [name, value] of tampered.#cookies) {
      const middle = Math.floor(value.length * 0.6);
      const other = value[middle] === 'A' ? 'B' : 'A';
      tampered.#cookies.set(name, value.slice(0, middle) + other + value.slice(middle + 1));
    }
    return tampered;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Sends `total` requests, each visitor one after the other; `path` says which comes next. */
export async function load(
  visitors: readonly Visitor[],
  total: number,
  path: (index: number) => string,
): Promise<number[]> {
  const milliseconds: number[] = [];
  let sent = 0;
  await Promise.all(
    visitors.map(async (visitor) => {
      while (sent < total) {
        const answer = await visitor.get(path(sent++));
        milliseconds.push(answer.milliseconds);
      }
    }),
  );
  return milliseconds;
}
