/** Every command of the app's, and of its scripts: a new one has to be named here too. */
const commands = [
  // What a connection begins with: whether it leads to a primary.
  'info',
  // Scripts, which may do what the user may do, and nothing more.
  'eval',
  'evalsha',
  'time',
  // Sessions, a hash each.
  'hget',
  'hgetall',
  'hmget',
  'hset',
  'hdel',
  'rename',
  'del',
  'pexpire',
  // The sessions of a user, a sorted set.
  'zadd',
  'zcard',
  'zrange',
  'zrem',
  'zremrangebyscore',
  'zrevrangebyscore',
  'zscore',
  // Rate limits.
  'incr',
  'pttl',
] as const;

/** Where the keys are, and a key that is on its way from one shard to another. */
const clusterCommands = ['asking', 'cluster|slots'] as const;

/**
 * What servers may do in Redis or Valkey, as a user's access string: the commands that the app
 * sends, on the keys that are the app's. What is refused looks to the app like a store that is away;
 * the cause in its log begins with NOPERM. A test runs the whole session contract as this user.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 *
 * @param cluster whether the keys are spread over several primaries
 */
export function accessString(cluster: boolean): string {
  const allowed = [...commands, ...(cluster ? clusterCommands : [])];
  return `on ~sess:* ~rl:* -@all ${allowed.map((command) => `+${command}`).join(' ')}`;
}
