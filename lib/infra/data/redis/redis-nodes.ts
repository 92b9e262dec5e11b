import { CacheNodes } from '../cache-nodes';
import { groupId, isSharded } from './group-id';
import type { RedisStoreConfig } from './redis-config';

/** One alarm looks at so many metrics at most. */
const mostMetricsOfAnAlarm = 10;

export function allNodes(name: string, config: RedisStoreConfig): CacheNodes {
  return named(nodeNames(name, config));
}

export interface NodesOfAnAlarm {
  readonly nodes: CacheNodes;
  /** For the alarm's id: empty where one alarm can look at all nodes. */
  readonly suffix: string;
  /** Ends what the alarm says: empty where there is no other such alarm. */
  readonly which: string;
}

/** The nodes by as many as one alarm can look at. */
export function nodesOfAlarms(name: string, config: RedisStoreConfig): NodesOfAnAlarm[] {
  const names = nodeNames(name, config);
  const count = Math.ceil(names.length / mostMetricsOfAnAlarm);
  return Array.from({ length: count }, (_, index) => {
    const some = names.slice(index * mostMetricsOfAnAlarm, (index + 1) * mostMetricsOfAnAlarm);
    const isOnly = count === 1;
    return {
      nodes: named(some),
      suffix: isOnly ? '' : `-${index + 1}`,
      which: isOnly ? '' : ` This is about the nodes ${some[0]} to ${some.at(-1)}.`,
    };
  });
}

/** Shard by shard. ElastiCache numbers the nodes, and keeps the numbers when a replica takes over. */
function nodeNames(name: string, config: RedisStoreConfig): string[] {
  const group = groupId(name, config);
  return numbers(config.shards, 4).flatMap((shard) =>
    numbers(1 + config.replicas, 3).map((node) =>
      isSharded(config) ? `${group}-${shard}-${node}` : `${group}-${node}`,
    ),
  );
}

/** `0001`, `0002` and so on. */
function numbers(count: number, digits: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1).padStart(digits, '0'));
}

function named(nodes: readonly string[]): CacheNodes {
  return new CacheNodes(Object.fromEntries(nodes.map((node) => [node, { CacheClusterId: node }])));
}
