import type { RedisStoreConfig } from './redis-config';

/** Cluster mode's id has this at its end. */
const clusterMode = '-cm';

/** Whether cluster mode is on. */
export function isSharded({ shards }: Pick<RedisStoreConfig, 'shards'>): boolean {
  return shards > 1;
}

/**
 * The id of the replication group of an environment. Cluster mode has one of its own, as ElastiCache
 * can't turn it on or off in a group that there is: the other one is made first.
 * @param name of the environment: `my-app-prod`
 */
export function groupId(name: string, config: Pick<RedisStoreConfig, 'shards'>): string {
  return isSharded(config) ? `${name}${clusterMode}` : name;
}

/** The ids of which an environment has one. */
export function groupIds(name: string): string[] {
  return [name, `${name}${clusterMode}`];
}
