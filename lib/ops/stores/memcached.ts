import { ElastiCacheClient, paginateDescribeCacheClusters } from '@aws-sdk/client-elasticache';
import type { CacheCluster } from '@aws-sdk/client-elasticache';
import type { Account } from '../account';
import type { Finding } from '../finding';
import { look } from '../look';
import type { StoreOperations } from '../store';
import { serviceUpdates } from './cache-updates';

/** The session store of `lib/infra/data/memcached`: nodes that share the sessions among them. */
export const memcached: StoreOperations = {
  title: 'Session store',
  holds: ['AWS::ElastiCache::CacheCluster'],

  async status(account) {
    const clusters = await find(account);
    if (clusters.length === 0) {
      return [{ health: 'bad', subject: account.name, says: 'there is no such cache cluster' }];
    }
    const findings = await Promise.all(
      clusters.map(async (cluster) => {
        const subject = cluster.CacheClusterId ?? '';
        return [
          ...described(cluster),
          ...(await look(subject, () =>
            serviceUpdates(account, subject, { CacheClusterIds: [subject] }),
          )),
        ];
      }),
    );
    return findings.flat();
  },

  snapshot: {
    none: 'Memcached keeps everything in memory and knows no snapshots: replacing its nodes signs everybody out.',
  },
};

/** Its name ends in the type of the nodes, and while that changes there are two. */
async function find(account: Account): Promise<CacheCluster[]> {
  const found: CacheCluster[] = [];
  const pages = paginateDescribeCacheClusters(
    { client: account.client(ElastiCacheClient) },
    { ShowCacheNodeInfo: true },
  );
  for await (const { CacheClusters = [] } of pages) {
    found.push(
      ...CacheClusters.filter(
        ({ Engine, CacheClusterId }) =>
          Engine === 'memcached' && CacheClusterId?.startsWith(`${account.name}-`),
      ),
    );
  }
  return found;
}

function described(cluster: CacheCluster): readonly Finding[] {
  const subject = cluster.CacheClusterId ?? '';
  const { CacheClusterStatus, CacheNodes = [], ConfigurationEndpoint } = cluster;
  const isServing = ['available', 'modifying'].includes(CacheClusterStatus ?? '');
  return [
    {
      health: CacheClusterStatus === 'available' ? 'well' : isServing ? 'notice' : 'bad',
      subject,
      says: `${CacheClusterStatus}, Memcached ${cluster.EngineVersion} on ${cluster.CacheNodeType}, ${ConfigurationEndpoint?.Address}:${ConfigurationEndpoint?.Port}`,
      ...(isServing ? {} : { cure: 'Look at the events of ElastiCache: they say what happened.' }),
      facts: {
        status: CacheClusterStatus,
        nodeType: cluster.CacheNodeType,
        engineVersion: cluster.EngineVersion,
        tls: cluster.TransitEncryptionEnabled,
        nodes: CacheNodes.length,
      },
    },
    ...(cluster.TransitEncryptionEnabled
      ? []
      : [
          {
            health: 'bad',
            subject,
            says: 'without TLS',
            cure: 'Somebody has changed it outside of the stacks: deploy the Data stack again.',
          } as const,
        ]),
    ...CacheNodes.map((node): Finding => ({
      health: node.CacheNodeStatus === 'available' ? 'well' : 'bad',
      subject: `${subject}/${node.CacheNodeId}`,
      says: `${node.CacheNodeStatus}, ${node.CustomerAvailabilityZone}`,
      facts: { status: node.CacheNodeStatus, zone: node.CustomerAvailabilityZone },
    })),
  ];
}
