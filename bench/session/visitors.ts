import { Agent, request } from 'node:http';

export interface Answer {
  count: number;
  milliseconds: number;
}

/** One browser: a connection that is kept open, and the cookies that the server gave it. */
export class Visitor {
  readonly #cookies = new Map<string, string>();

  constructor(
    private readonly port: number,
    private readonly agent = new Agent({ keepAlive: true }),
  ) {}

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
            if (response.statusCode !== 200) {
              reject(new Error(`${path} was answered with ${response.statusCode}: ${text}`));
              return;
            }
            for (const line of response.headers['set-cookie'] ?? []) this.#keep(line);
            const { count } = JSON.parse(text) as { count: number };
            resolve({ count, milliseconds: performance.now() - started });
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

  /** Another connection of the same browser. */
  twin(): Visitor {
    const twin = new Visitor(this.port);
    for (const [name, value] of this.#cookies) twin.#cookies.set(name, value);
    return twin;
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
