import {
  type CacheCluster,
  DescribeCacheClustersCommand,
  ElastiCacheClient,
  paginateDescribeCacheClusters,
  RebootCacheClusterCommand,
} from '@aws-sdk/client-elasticache';
import type { Account } from '../../account';
import type { FaultSource } from '../fault-source';
import { until } from '../until';

/** One node is restarted, and comes back empty. */
export const memcachedFault: FaultSource = {
  kind: 'store',

  async find({ account, pollSeconds }) {
    const cluster = await find(account);
    const node = cluster?.CacheNodes?.[0]?.CacheNodeId;
    const id = cluster?.CacheClusterId;
    if (id === undefined || node === undefined) {
      return { kind: 'store', cant: `There is no available cache cluster ${account.name}-….` };
    }
    const nodes = cluster?.CacheNodes?.length ?? 1;
    return {
      kind: 'store',
      what: `reboot node ${node} of the cache cluster ${id}`,
      consequence:
        nodes === 1
          ? 'It is the only one: everybody is signed out.'
          : `It is one of ${nodes}: about ${Math.round(100 / nodes)} % of all sessions end, and their users sign in again.`,
      takesSessionNode: true,
      mustNotFail: false,
      async inflict(progress, signal) {
        await account
          .client(ElastiCacheClient)
          .send(
            new RebootCacheClusterCommand({ CacheClusterId: id, CacheNodeIdsToReboot: [node] }),
          );
        progress(`Waiting for node ${node} to be back.`);
        const waiting = { pollSeconds, signal };
        // For a moment it still calls itself available.
        await until(async () => (await read(account, id)) !== 'available', waiting);
        await until(async () => (await read(account, id)) === 'available', waiting);
      },
    };
  },
};

/** Its name ends in the type of the nodes. */
async function find(account: Account): Promise<CacheCluster | undefined> {
  const pages = paginateDescribeCacheClusters(
    { client: account.client(ElastiCacheClient) },
    { ShowCacheNodeInfo: true },
  );
  for await (const { CacheClusters = [] } of pages) {
    const found = CacheClusters.find(
      ({ Engine, CacheClusterId, CacheClusterStatus }) =>
        Engine === 'memcached' &&
        CacheClusterId?.startsWith(`${account.name}-`) &&
        CacheClusterStatus === 'available',
    );
    if (found) return found;
  }
  return undefined;
}

async function read(account: Account, id: string): Promise<string | undefined> {
  const { CacheClusters: [cluster] = [] } = await account
    .client(ElastiCacheClient)
    .send(new DescribeCacheClustersCommand({ CacheClusterId: id }));
  return cluster?.CacheClusterStatus;
}
