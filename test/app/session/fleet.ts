import type { Carrier } from '../../../app/session/carrier';
import type { CarrierUnderTest } from './carrier-under-test';
import { until } from './until';
import { LONG, Visitor } from './visitor';

/** Three servers that carry sessions in the same way, and visitors who meet now this one, now that. */
export class Fleet {
  readonly #open: () => Promise<CarrierUnderTest>;
  #opened: CarrierUnderTest | undefined;

  constructor(open: () => Promise<CarrierUnderTest>) {
    this.#open = open;
  }

  async start(): Promise<void> {
    this.#opened = await this.#open();
  }

  async stop(): Promise<void> {
    await this.#opened?.close();
  }

  get #started(): CarrierUnderTest {
    if (!this.#opened) throw new Error('The fleet is not started');
    return this.#opened;
  }

  get servers(): readonly [Carrier, Carrier, Carrier] {
    return this.#started.servers;
  }

  get a(): Carrier {
    return this.servers[0];
  }

  get b(): Carrier {
    return this.servers[1];
  }

  /** The n-th server, counted round and round. */
  server(n: number): Carrier {
    return this.servers[n % 3]!;
  }

  contents(): Promise<string> {
    return this.#started.contents();
  }

  get revocable(): Carrier['capabilities']['revocable'] {
    return this.a.capabilities.revocable;
  }

  get isAtomic(): boolean {
    return this.a.capabilities.atomic;
  }

  get maxBytes(): number {
    return this.a.capabilities.maxBytes;
  }

  /**
   * The token is the session (see `Carrier.renew`): each change gives a new one, and until its time is over
   * an old one stands for what the session was.
   */
  get isInToken(): boolean {
    return this.a.renew === undefined;
  }

  /** A visitor whose session exists. */
  async known(values: Record<string, unknown> = { seen: 1 }, lifetime = LONG): Promise<Visitor> {
    const visitor = new Visitor(null, lifetime);
    await visitor.request(this.a, (session) => {
      for (const [key, value] of Object.entries(values)) session.set(key, value);
    });
    return visitor;
  }

  /** Such a visitor, signed in. */
  async signedIn(userId: string, values?: Record<string, unknown>): Promise<Visitor> {
    const visitor = await this.known(values);
    await visitor.request(this.b, (session) => session.signIn(userId));
    return visitor;
  }

  /** A value of the session, as another server sees it with the cookie of now. */
  read(visitor: Visitor, key: string): Promise<unknown> {
    return visitor.copy().request(this.b, (session) => session.get(key));
  }

  userOf(visitor: Visitor): Promise<string | null> {
    return visitor.copy().request(this.b, (session) => session.userId);
  }

  /** Whether nobody is signed in by this cookie any more, on any server, once the carrier promises it. */
  async isSignedOut(visitor: Visitor): Promise<boolean> {
    for (const server of this.servers) {
      const isOut = () => visitor.copy().request(server, ({ userId }) => userId === null);
      if (this.revocable !== 'at once') await until(isOut);
      if (!(await isOut())) return false;
    }
    return true;
  }
}
