import type { Address } from '../../../../app/memcached/address';
import { Memcached } from '../../../../app/memcached/memcached';
import { MemcachedCarrier } from '../../../../app/session/memcached/memcached-carrier';
import type { Source } from '../../../../lib/local/service';
import { OwnMemcached } from '../../memcached/own-memcached';
import { TcpProxy } from '../../network/tcp-proxy';
import type { CarrierUnderTest } from '../carrier-under-test';
import type { StoreUnderTest } from '../store-under-test';

const silent = { info: () => {}, warn: () => {} };

/**
 * A server's connections to the nodes, which are there.
 * @param timeout milliseconds: long, unless that is the subject; the machine of a test may be busy
 */
export async function connected(nodes: readonly Address[], timeout = 5000): Promise<Memcached> {
  const memcached = new Memcached({ nodes, tls: false, timeout }, silent);
  if (!(await memcached.ready(10_000))) throw new Error('No Memcached');
  return memcached;
}

/** Three servers with nodes of their own. */
export async function openMemcached(nodes: number, source?: Source): Promise<CarrierUnderTest> {
  const stores = await Promise.all(Array.from({ length: nodes }, () => OwnMemcached.start(source)));
  const addresses = stores.map(({ address }) => address);
  const connections = await Promise.all([1, 2, 3].map(() => connected(addresses)));
  const [a, b, c] = connections.map((connection) => new MemcachedCarrier(connection));
  return {
    servers: [a!, b!, c!],
    contents: async () => (await Promise.all(stores.map((store) => store.contents()))).join(),
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
      await Promise.all(stores.map((store) => store.stop()));
    },
  };
}

/** A Memcached behind a bad network, with one server's connection to it. */
export class MemcachedUnderTest implements StoreUnderTest {
  readonly isDurable = false;

  private constructor(
    readonly server: OwnMemcached,
    readonly network: TcpProxy,
    readonly memcached: Memcached,
    readonly carrier: MemcachedCarrier,
    /** Names of the commands that passed the network, in order. */
    readonly commands: readonly string[],
  ) {}

  /** @param timeout of a command, in milliseconds */
  static async open(timeout?: number): Promise<MemcachedUnderTest> {
    const server = await OwnMemcached.start();
    const commands: string[] = [];
    const network = await TcpProxy.before(server.address.port, (sent) =>
      commands.push(...commandNames(sent)),
    );
    const memcached = await connected([network], timeout);
    commands.splice(0);
    return new MemcachedUnderTest(
      server,
      network,
      memcached,
      new MemcachedCarrier(memcached),
      commands,
    );
  }

  contents(): Promise<string> {
    return this.server.contents();
  }

  ready(milliseconds: number): Promise<boolean> {
    return this.memcached.ready(milliseconds);
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  start(): Promise<void> {
    return this.server.start();
  }

  async close(): Promise<void> {
    await this.memcached.close();
    await this.network.close();
    await this.server.stop();
  }
}

/** The words that commands of the app begin with, each on a line of its own: `mg key v c`. */
function commandNames(sent: Buffer): string[] {
  return Array.from(sent.toString().matchAll(/^(m[a-z]) (?:sess|rl):/gm), ([, name]) => name!);
}
