import { randomInt } from 'node:crypto';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON. */
  json: any;
}

/** Somebody with a browser: keeps the cookie, sends forms, and has an address of their own. */
export class Browser {
  cookie = '';
  /** As the load balancer would say it. */
  readonly address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

  constructor(
    /** Where it goes: change it, and the same browser meets another server. */
    public server: string,
    readonly headers: Record<string, string> = { accept: 'text/html' },
  ) {}

  /** One that asks for JSON, as a program does. */
  static program(server: string): Browser {
    return new Browser(server, { accept: 'application/json' });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  /** Sends a form of the page. */
  post(
    path: string,
    form: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.send('POST', path, {
      headers: { 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams(form),
    });
  }

  async send(
    method: string,
    path: string,
    init: { headers: Record<string, string>; body?: string | URLSearchParams },
  ): Promise<Answer> {
    const response = await fetch(this.server + path, {
      ...init,
      method,
      redirect: 'manual',
      headers: {
        'x-forwarded-for': this.address,
        ...this.headers,
        ...(this.cookie && { cookie: this.cookie }),
        ...init.headers,
      },
    });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = /Max-Age=0/.test(set) ? '' : (set.split(';', 1)[0] ?? '');
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get json(): any {
        return JSON.parse(text);
      },
    };
  }

  /** The page's state, as a program sees it. */
  async home(): Promise<any> {
    return (await this.get('/', { accept: 'application/json' })).json;
  }
}
