import type { BillLine } from './bill';
import type { StoreCosts } from './store-costs';

const settings = 'settings of the session store, which is billed';

/** The session store on ElastiCache. */
export const cache: StoreCosts = {
  rules: {
    'AWS::ElastiCache::CacheCluster': ({ properties, region }) => [
      nodes(region, properties, Number(properties['NumCacheNodes'])),
    ],

    'AWS::ElastiCache::ReplicationGroup': ({ properties, region }) => {
      const shards = Number(properties['NumNodeGroups'] ?? 1);
      const replicas = Number(properties['ReplicasPerNodeGroup'] ?? 0);
      const count = Number(properties['NumCacheClusters'] ?? shards * (1 + replicas));
      return [
        nodes(region, properties, count),
        {
          what: 'Snapshots of the session store beyond the first',
          unit: 'GB',
          price: { service: 'AmazonElastiCache', region, usageType: 'ElastiCache:BackupUsage' },
          assume: 'store-backup-gb',
        },
      ];
    },
  },
  free: {
    'AWS::ElastiCache::ParameterGroup': settings,
    'AWS::ElastiCache::SubnetGroup': settings,
    'AWS::ElastiCache::User': settings,
    'AWS::ElastiCache::UserGroup': settings,
  },
};

function nodes(region: string, properties: Record<string, unknown>, count: number): BillLine {
  const instanceType = String(properties['CacheNodeType']);
  // The price list writes it as a name.
  const cacheEngine = String(properties['Engine']).replace(/^./, (letter) => letter.toUpperCase());
  return {
    what: `Node of the session store, ${instanceType}, ${cacheEngine}`,
    count,
    unit: 'node',
    price: {
      service: 'AmazonElastiCache',
      region,
      usageType: `NodeUsage:${instanceType}`,
      where: { instanceType, cacheEngine },
    },
  };
}
