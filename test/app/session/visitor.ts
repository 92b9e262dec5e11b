import type { Carrier } from '../../../app/session/carrier';
import type { Lifetime } from '../../../app/session/lifetime';
import { Session } from '../../../app/session/session';

/** In tests a session may have any keys. */
export type AnySession = Session<Record<string, any>>;

export const LONG: Lifetime = { idle: 3_600_000, absolute: 86_400_000, renewAfter: 360_000 };

/** A browser, and what the server does around each of its requests: it keeps one cookie. */
export class Visitor {
  /** How often the cookie was written or removed. */
  cookiesSet = 0;

  constructor(
    public token: string | null = null,
    readonly lifetime: Lifetime = LONG,
  ) {}

  /** A request that reads the session first. */
  async request<T>(carrier: Carrier, route: (session: AnySession) => T | Promise<T>): Promise<T> {
    return this.unread(carrier, async (session) => route(await session.read()));
  }

  /** A request that may write without reading. */
  async unread<T>(carrier: Carrier, route: (session: AnySession) => T | Promise<T>): Promise<T> {
    const session: AnySession = new Session(carrier, this.lifetime, this.token);
    const result = await route(session);
    await session.settle();
    const token = session.takeNewToken();
    if (token !== undefined) {
      this.token = token;
      this.cookiesSet++;
    }
    return result;
  }

  /** The same browser, with the cookie that it has now: a request that is on its way already. */
  copy(): Visitor {
    return new Visitor(this.token, this.lifetime);
  }
}
