/** ElastiCache nodes that sessions may live on, each of which can speak TLS, with their memory in GiB. */
export const memcachedNodeTypes = {
  'cache.t4g.micro': { memoryGiB: 0.5 },
  'cache.t4g.small': { memoryGiB: 1.37 },
  'cache.t4g.medium': { memoryGiB: 3.09 },
  'cache.m7g.large': { memoryGiB: 6.38 },
  'cache.m7g.xlarge': { memoryGiB: 12.93 },
  'cache.r7g.large': { memoryGiB: 13.07 },
  'cache.r7g.xlarge': { memoryGiB: 26.32 },
} as const;

export interface MemcachedStoreConfig {
  /**
   * Billed per hour and node. A session takes about 1 KB. Changing it makes new, empty nodes and
   * removes the old ones: everybody is signed out, and requests that need a session are refused
   * until the servers have been replaced too.
   */
  readonly nodeType: keyof typeof memcachedNodeTypes;
  /**
   * Nodes, spread over the zones; a session is on one of them, and lost with it. More nodes: fewer
   * sessions lost with each, and as many moved, which is to say signed out, when one is added.
   * Servers count on the ids 0001, 0002 and so on: after lowering the number look that these are
   * what is left (`aws elasticache describe-cache-clusters --show-cache-node-info`).
   */
  readonly nodes: number;
}

/** What can't work in `sessionStore`, each problem starting with the field. */
export function checkMemcachedStore({ nodeType, nodes }: MemcachedStoreConfig): string[] {
  const problems: string[] = [];
  if (!Object.hasOwn(memcachedNodeTypes, nodeType)) {
    problems.push(
      `sessionStore.nodeType: ${nodeType} is not one of ${Object.keys(memcachedNodeTypes).join(', ')}.`,
    );
  }
  // One alarm looks at ten metrics at most, here one for each node.
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > 10) {
    problems.push(`sessionStore.nodes: ${nodes} is not a whole number from 1 to 10.`);
  }
  return problems;
}
