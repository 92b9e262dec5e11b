import { devName } from '../../account-for-test';
import type { Answer, Document } from '../../recorded-aws';

const member = (number: number, CurrentRole: string): Document => ({
  CacheClusterId: `${devName}-00${number}`,
  CacheNodeId: '0001',
  PreferredAvailabilityZone: `us-east-1${number === 1 ? 'a' : 'b'}`,
  CurrentRole,
});

/** The replication group as it is when all is well, with changes. */
export function group(changes: Document = {}): Document {
  return {
    ReplicationGroups: {
      ReplicationGroup: {
        ReplicationGroupId: devName,
        Status: 'available',
        CacheNodeType: 'cache.t4g.small',
        AutomaticFailover: 'enabled',
        MultiAZ: 'enabled',
        TransitEncryptionEnabled: true,
        AtRestEncryptionEnabled: true,
        MemberClusters: { ClusterId: [`${devName}-001`, `${devName}-002`] },
        NodeGroups: {
          NodeGroup: {
            NodeGroupId: '0001',
            Status: 'available',
            PrimaryEndpoint: { Address: `master.${devName}.abc.cache.amazonaws.com`, Port: 6379 },
            NodeGroupMembers: {
              NodeGroupMember: [member(1, 'primary'), member(2, 'replica')],
            },
          },
        },
        ...changes,
      },
    },
  };
}

/** Its nodes, the second in some status, and no update that waits. */
export const nodes = (status = 'available') => ({
  'elasticache:DescribeCacheClusters': ({ CacheClusterId }: Document) => ({
    CacheClusters: {
      CacheCluster: {
        CacheClusterId,
        CacheClusterStatus: CacheClusterId === `${devName}-002` ? status : 'available',
        Engine: 'redis',
        EngineVersion: '7.1.0',
      },
    },
  }),
  'elasticache:DescribeUpdateActions': { UpdateActions: {} },
});

export const answers: Record<string, Answer> = {
  ...nodes(),
  'elasticache:DescribeReplicationGroups': group(),
};
