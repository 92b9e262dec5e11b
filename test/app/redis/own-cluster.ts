import { freePort } from '../../../lib/local/processes/free-port';
import { createRedis, type Redis } from '../../../app/redis/redis';
import { until } from '../session/until';
import { OwnRedis } from './own-redis';

const silent = { info: () => {}, warn: () => {} };
/** Milliseconds without an answer that make a node dead to the others. */
const NODE_TIMEOUT = 1000;

/** The slots of three primaries. */
const SHARES = [
  [0, 5460],
  [5461, 10_922],
  [10_923, 16_383],
] as const;

/** A real cluster of three primaries and, if asked for, a replica of the first. Needs a real Redis. */
export class OwnCluster {
  private constructor(
    readonly primaries: readonly [OwnRedis, OwnRedis, OwnRedis],
    readonly replica: OwnRedis | undefined,
  ) {}

  static async start({ replica = false } = {}): Promise<OwnCluster> {
    const nodes = await Promise.all(Array.from({ length: replica ? 4 : 3 }, startNode));
    const [a, b, c, d] = nodes as [OwnRedis, OwnRedis, OwnRedis, OwnRedis?];
    const cluster = new OwnCluster([a, b, c], d);
    for (const [i, [first, last]] of SHARES.entries()) {
      await nodes[i]!.ask('CLUSTER', 'ADDSLOTSRANGE', String(first), String(last));
      await nodes[i]!.ask('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
    }
    const [, busPort] = await a.ask<string[]>('CONFIG', 'GET', 'cluster-port').then(pair);
    for (const node of nodes.slice(1)) {
      await node.ask('CLUSTER', 'MEET', '127.0.0.1', String(a.port), busPort!);
    }
    const size = String(nodes.length);
    const knows = async (node: OwnRedis) => {
      const info = await node.ask<string>('CLUSTER', 'INFO');
      return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`);
    };
    await until(async () => (await Promise.all(nodes.map(knows))).every(Boolean));
    if (d) {
      await d.ask('CLUSTER', 'REPLICATE', await a.ask<string>('CLUSTER', 'MYID'));
      await until(async () => /master_link_status:up/.test(await d.ask('INFO', 'replication')));
      // They vote only for whom they know as a replica.
      for (const primary of [a, b, c]) {
        await until(async () => (await primary.ask<string>('CLUSTER', 'NODES')).includes('slave'));
      }
    }
    return cluster;
  }

  get url(): string {
    return this.primaries[2].url;
  }

  /**
   * What one server of the app has: connections to all primaries, which are there.
   * @param timeout milliseconds: long, unless that is the subject; the machine of a test may be busy
   */
  async connected(timeout = 5000): Promise<Redis> {
    const redis = createRedis(
      { url: this.url, cluster: true, auth: 'password', timeout, iamCache: '', region: '' },
      silent,
    );
    if (!(await redis.ready(10_000))) throw new Error(`No cluster at ${this.url}`);
    return redis;
  }

  /** Everything in it, keys and values, as text. */
  async contents(): Promise<string> {
    return (await Promise.all(this.primaries.map((primary) => primary.contents()))).join('\n');
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.primaries, ...(this.replica ? [this.replica] : [])].map((node) => node.stop()),
    );
  }
}

async function startNode(): Promise<OwnRedis> {
  return OwnRedis.start({
    settings: [
      'cluster-enabled yes',
      // By default 10,000 above the other port, which may be more than there are.
      `cluster-port ${await freePort()}`,
      `cluster-node-timeout ${NODE_TIMEOUT}`,
      // As in ElastiCache: the loss of one shard is not the loss of all.
      'cluster-require-full-coverage no',
      'cluster-allow-replica-migration no',
    ],
  });
}

/** CONFIG GET answers a map in RESP 3. */
function pair(answer: object): string[] {
  return Array.isArray(answer) ? answer : Object.entries(answer).flat();
}
