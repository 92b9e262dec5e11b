import { createRedis, type Redis } from '../../../../app/redis/redis';
import { RedisCarrier } from '../../../../app/session/redis/redis-carrier';
import { TcpProxy } from '../../network/tcp-proxy';
import { OwnRedis } from '../../redis/own-redis';
import type { CarrierUnderTest } from '../carrier-under-test';
import type { StoreUnderTest } from '../store-under-test';

const silent = { info: () => {}, warn: () => {} };

/**
 * A server's connection to Redis, which is there.
 * @param timeout milliseconds: long, unless that is the subject; the machine of a test may be busy
 */
export async function connected(url: string, timeout = 5000): Promise<Redis> {
  const redis = createRedis({ url, auth: 'password', timeout, iamCache: '', region: '' }, silent);
  if (!(await redis.ready(10_000))) throw new Error(`No Redis at ${url}`);
  return redis;
}

/** Three servers with a Redis of their own. */
export async function openRedis(): Promise<CarrierUnderTest> {
  const redis = await OwnRedis.start();
  const connections = await Promise.all([1, 2, 3].map(() => connected(redis.url)));
  const [a, b, c] = connections.map((connection) => new RedisCarrier(connection));
  return {
    servers: [a!, b!, c!],
    contents: () => redis.contents(),
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
      await redis.stop();
    },
  };
}

/** A Redis behind a bad network, with one server's connection to it. */
export class RedisUnderTest implements StoreUnderTest {
  readonly isDurable = false;

  private constructor(
    readonly server: OwnRedis,
    readonly network: TcpProxy,
    readonly redis: Redis,
    readonly carrier: RedisCarrier,
    /** Names of the commands that passed the network, in order. */
    readonly commands: readonly string[],
  ) {}

  /** @param timeout of a command, in milliseconds */
  static async open(timeout?: number): Promise<RedisUnderTest> {
    const server = await OwnRedis.start();
    const commands: string[] = [];
    const network = await TcpProxy.before(server.port, (sent) =>
      commands.push(...commandNames(sent)),
    );
    const redis = await connected(`redis://${network.host}:${network.port}`, timeout);
    return new RedisUnderTest(server, network, redis, new RedisCarrier(redis), commands);
  }

  /** Asks it directly, past the network. */
  ask<Reply>(...args: string[]): Promise<Reply> {
    return this.server.ask<Reply>(...args);
  }

  contents(): Promise<string> {
    return this.server.contents();
  }

  ready(milliseconds: number): Promise<boolean> {
    return this.redis.ready(milliseconds);
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  start(): Promise<void> {
    return this.server.start();
  }

  async close(): Promise<void> {
    await this.redis.close();
    await this.network.close();
    await this.server.stop();
  }
}

/** A command in RESP begins with the number of its words: `*2\r\n$7\r\nHGETALL\r\n…`. */
function commandNames(sent: Buffer): string[] {
  const commands = sent.toString().matchAll(/\*\d+\r\n\$\d+\r\n([A-Za-z]+)\r\n/g);
  return Array.from(commands, ([, name]) => name!.toUpperCase());
}
