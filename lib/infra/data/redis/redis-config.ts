/** What ElastiCache calls each engine that speaks Redis's protocol. */
export const redisEngines = {
  redis: { engine: 'redis', version: '7.1', family: 'redis7' },
  valkey: { engine: 'valkey', version: '8.2', family: 'valkey8' },
} as const;

/**
 * ElastiCache nodes that sessions may live on, all of Graviton: t4g for little traffic, m7g, and r7g
 * with twice its memory. Each can do cluster mode, failover and snapshots.
 */
export const redisNodeTypes = [
  'cache.t4g.micro',
  'cache.t4g.small',
  'cache.t4g.medium',
  'cache.m7g.large',
  'cache.m7g.xlarge',
  'cache.m7g.2xlarge',
  'cache.m7g.4xlarge',
  'cache.r7g.large',
  'cache.r7g.xlarge',
  'cache.r7g.2xlarge',
  'cache.r7g.4xlarge',
] as const;

/** Nodes in all. AWS allows 90 unless asked for more; their alarms must fit on the dashboard, which takes 100. */
const mostNodes = 60;

export interface RedisStoreConfig {
  /** AWS charges 20 % less for a node of Valkey than for one of Redis. */
  readonly engine: keyof typeof redisEngines;
  /** Billed per hour and node. A session takes about 1 KB. */
  readonly nodeType: (typeof redisNodeTypes)[number];
  /**
   * Primaries that the sessions are spread over, each with replicas of its own: 1 until one node is
   * too small or its one core that runs commands is full. From 2 on it is a cluster (cluster mode),
   * which needs `failover`; without a shard, only its share of the sessions is away. Between numbers
   * from 2 on sessions move while servers go on, for some minutes a shard. From 1 to more, or back,
   * is another, empty store: everybody is signed out, and requests that ask for a session are
   * refused until the servers have been replaced too.
   */
  readonly shards: number;
  /**
   * Copies beside each primary (0 to 5), each at the price of a node. With none, a lost node signs
   * everybody out, and each maintenance is an outage of some minutes.
   */
  readonly replicas: number;
  /** A replica in another zone takes over within about half a minute. Needs a replica. Free. */
  readonly failover: boolean;
  /**
   * Daily snapshots to keep (0 to 35); 0 takes none. What is kept beyond the newest is billed by the
   * GB. Sessions of yesterday are of little use: for an audit, or for what else a team keeps here.
   */
  readonly snapshotDays: number;
}

/** What can't work in `sessionStore`, each problem starting with the field. */
export function checkRedisStore(config: RedisStoreConfig): string[] {
  const problems: string[] = [];
  if (!Object.hasOwn(redisEngines, config.engine)) {
    problems.push(
      `sessionStore.engine: ${config.engine} is not one of ${Object.keys(redisEngines).join(', ')}.`,
    );
  }
  if (!redisNodeTypes.includes(config.nodeType)) {
    problems.push(
      `sessionStore.nodeType: ${config.nodeType} is not one of ${redisNodeTypes.join(', ')}.`,
    );
  }
  if (!Number.isInteger(config.replicas) || config.replicas < 0 || config.replicas > 5) {
    problems.push(`sessionStore.replicas: ${config.replicas} is not a whole number from 0 to 5.`);
  }
  if (!Number.isInteger(config.shards) || config.shards < 1 || config.shards > 500) {
    problems.push(`sessionStore.shards: ${config.shards} is not a whole number from 1 to 500.`);
  } else if (config.shards * (1 + config.replicas) > mostNodes) {
    problems.push(
      `sessionStore.shards: ${config.shards} shards of ${1 + config.replicas} nodes are ${config.shards * (1 + config.replicas)}, and there may be ${mostNodes}. Take fewer of a larger sessionStore.nodeType, or fewer replicas.`,
    );
  }
  if (config.shards >= 2 && !config.failover) {
    problems.push(
      'sessionStore.failover: false, but ElastiCache runs several shards with failover alone. Set it to true, with at least 1 replica, or sessionStore.shards to 1.',
    );
  }
  if (config.failover && config.replicas === 0) {
    problems.push(
      'sessionStore.failover: true, but there is no replica to fail over to. Set sessionStore.replicas to at least 1, or failover to false.',
    );
  }
  if (
    !Number.isInteger(config.snapshotDays) ||
    config.snapshotDays < 0 ||
    config.snapshotDays > 35
  ) {
    problems.push(
      `sessionStore.snapshotDays: ${config.snapshotDays} is not a whole number from 0 to 35.`,
    );
  }
  return problems;
}
