/** What ElastiCache calls each engine that speaks Redis's protocol. */
export const redisEngines = {
  redis: { engine: 'redis', version: '7.1', family: 'redis7' },
  valkey: { engine: 'valkey', version: '8.2', family: 'valkey8' },
} as const;

/** ElastiCache nodes that sessions may live on. */
const redisNodeTypes = [
  'cache.t4g.micro',
  'cache.t4g.small',
  'cache.t4g.medium',
  'cache.m7g.large',
  'cache.m7g.xlarge',
  'cache.r7g.large',
  'cache.r7g.xlarge',
] as const;

export interface RedisStoreConfig {
  /** AWS charges 20 % less for a node of Valkey than for one of Redis. */
  readonly engine: keyof typeof redisEngines;
  /** Billed per hour and node. A session takes about 1 KB. */
  readonly nodeType: (typeof redisNodeTypes)[number];
  /**
   * Copies beside the primary, each at the price of a node. With none, a lost node signs everybody
   * out, and each maintenance is an outage of some minutes.
   */
  readonly replicas: number;
  /** A replica in another zone takes over within about half a minute. Needs a replica. Free. */
  readonly failover: boolean;
  /** Daily snapshots to keep; 0 takes none. The first is free. */
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
