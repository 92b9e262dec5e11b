import { devName } from '../../account-for-test';
import type { Answer, Document } from '../../recorded-aws';

export const own = `${devName}-t4g-small`;

export const node = (CacheNodeId: string, CacheNodeStatus = 'available'): Document => ({
  CacheNodeId,
  CacheNodeStatus,
  CustomerAvailabilityZone: 'us-east-1a',
});

/** A cluster as it is when all is well, with changes. */
export const cluster = (id: string, changes: Document = {}): Document => ({
  CacheClusterId: id,
  CacheClusterStatus: 'available',
  Engine: 'memcached',
  EngineVersion: '1.6.22',
  CacheNodeType: 'cache.t4g.small',
  TransitEncryptionEnabled: true,
  ConfigurationEndpoint: { Address: `${id}.abc.cfg.use1.cache.amazonaws.com`, Port: 11_211 },
  CacheNodes: { CacheNode: [node('0001'), node('0002')] },
  ...changes,
});

export const answers: Record<string, Answer> = {
  'elasticache:DescribeCacheClusters': { CacheClusters: { CacheCluster: cluster(own) } },
  'elasticache:DescribeUpdateActions': { UpdateActions: {} },
};
