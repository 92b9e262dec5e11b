import { setTimeout } from 'node:timers/promises';
import {
  CreateSnapshotCommand,
  DescribeCacheClustersCommand,
  DescribeSnapshotsCommand,
  ElastiCacheClient,
  waitUntilReplicationGroupAvailable,
} from '@aws-sdk/client-elasticache';
import type { CacheCluster, NodeGroupMember, ReplicationGroup } from '@aws-sdk/client-elasticache';
import type { Account } from '../account';
import { Failure } from '../failure';
import type { Finding, Health } from '../finding';
import { look } from '../look';
import type { StoreOperations } from '../store';
import { finished, isAbsent, nothingToSnapshot, snapshotWait } from '../store-snapshots';
import { serviceUpdates } from './cache-updates';
import { replicationGroup } from './replication-group';

/** The session store of `lib/infra/data/redis`: a replication group of one shard or more. */
export const redis: StoreOperations = {
  title: 'Session store',
  holds: ['AWS::ElastiCache::ReplicationGroup'],

  async status(account) {
    const group = await replicationGroup(account);
    if (group === undefined) {
      return [{ health: 'bad', subject: account.name, says: 'there is no such replication group' }];
    }
    const id = group.ReplicationGroupId ?? account.name;
    const [nodes, updates] = await Promise.all([
      look(id, () => nodesOf(account, group)),
      look(id, () => serviceUpdates(account, id, { ReplicationGroupIds: [id] })),
    ]);
    return [described(group), ...transport(group), ...nodes, ...updates];
  },

  snapshot: {
    async take(account, name, progress) {
      const client = account.client(ElastiCacheClient);
      const group = await replicationGroup(account);
      if (group === undefined) throw nothingToSnapshot(account, 'the session store');
      const ReplicationGroupId = group.ReplicationGroupId ?? account.name;
      await client.send(new CreateSnapshotCommand({ ReplicationGroupId, SnapshotName: name }));
      progress(`ElastiCache takes the snapshot ${name} of ${ReplicationGroupId}.`);
      await untilTaken(account, name);
      // Until then it refuses every change.
      await finished(
        name,
        waitUntilReplicationGroupAvailable({ client, ...snapshotWait }, { ReplicationGroupId }),
      );
      return `ElastiCache snapshot ${name}: a new replication group can be made from it (SnapshotName).`;
    },
  },
};

/** The SDK has no waiter for this. */
async function untilTaken(account: Account, name: string): Promise<void> {
  const deadline = Date.now() + snapshotWait.maxWaitTime * 1000;
  for (;;) {
    const { Snapshots = [] } = await account
      .client(ElastiCacheClient)
      .send(new DescribeSnapshotsCommand({ SnapshotName: name }));
    const status = Snapshots[0]?.SnapshotStatus;
    if (status === 'available') return;
    if (status !== 'creating' || Date.now() > deadline) {
      throw new Failure(
        `The snapshot ${name} of the session store is ${status ?? 'not there'}.`,
        'Look at the events of ElastiCache, and take it again.',
      );
    }
    await setTimeout(snapshotWait.minDelay * 1000);
  }
}

function described(group: ReplicationGroup): Finding {
  const { Status, AutomaticFailover, MultiAZ, NodeGroups = [] } = group;
  const endpoint = group.ConfigurationEndpoint ?? NodeGroups[0]?.PrimaryEndpoint;
  const shards = NodeGroups.length > 1 ? `${NodeGroups.length} shards, ` : '';
  // Also while a snapshot is taken or a replica is added it serves.
  const isServing = ['available', 'modifying', 'snapshotting'].includes(Status ?? '');
  return {
    health: Status === 'available' ? 'well' : isServing ? 'notice' : 'bad',
    subject: group.ReplicationGroupId ?? '',
    says: `${Status}, ${group.CacheNodeType}, ${shards}failover ${AutomaticFailover}, Multi-AZ ${MultiAZ ?? 'disabled'}, ${endpoint?.Address}:${endpoint?.Port}`,
    ...(isServing ? {} : { cure: 'Look at the events of ElastiCache: they say what happened.' }),
    facts: {
      status: Status,
      nodeType: group.CacheNodeType,
      failover: AutomaticFailover,
      multiAz: MultiAZ,
      endpoint: endpoint?.Address,
      port: endpoint?.Port,
      tls: group.TransitEncryptionEnabled,
      tlsMode: group.TransitEncryptionMode,
      encryptedAtRest: group.AtRestEncryptionEnabled,
      snapshotDays: group.SnapshotRetentionLimit,
    },
  };
}

/** TLS and encryption are the promise of the stacks: said only where they are broken. */
function transport(group: ReplicationGroup): readonly Finding[] {
  const subject = group.ReplicationGroupId ?? '';
  const broken = (says: string): Finding => ({
    health: 'bad',
    subject,
    says,
    cure: 'Somebody has changed it outside of the stacks: deploy the Data stack again.',
  });
  return [
    ...(group.TransitEncryptionEnabled ? [] : [broken('without TLS')]),
    ...(group.AtRestEncryptionEnabled ? [] : [broken('not encrypted at rest')]),
  ];
}

async function nodesOf(account: Account, group: ReplicationGroup): Promise<readonly Finding[]> {
  const { NodeGroups = [], MemberClusters = [] } = group;
  const clusters = await Promise.all(MemberClusters.map(async (id) => readNode(account, id)));
  return NodeGroups.flatMap(({ NodeGroupId, Status, NodeGroupMembers = [] }) =>
    NodeGroupMembers.map((member) =>
      node(
        member,
        clusters.find((cluster) => cluster?.CacheClusterId === member.CacheClusterId),
        { id: NodeGroupId ?? '', status: Status ?? '' },
      ),
    ),
  );
}

/** None where it has just gone, or is only just coming. */
async function readNode(account: Account, id: string): Promise<CacheCluster | undefined> {
  try {
    const { CacheClusters = [] } = await account
      .client(ElastiCacheClient)
      .send(new DescribeCacheClustersCommand({ CacheClusterId: id }));
    return CacheClusters[0];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function node(
  member: NodeGroupMember,
  cluster: CacheCluster | undefined,
  shard: { id: string; status: string },
): Finding {
  const status = cluster?.CacheClusterStatus;
  // With cluster mode on nobody says which node is the primary.
  const role = member.CurrentRole ?? `shard ${shard.id}`;
  return {
    health: nodeHealth(status, shard.status),
    subject: member.CacheClusterId ?? '',
    says: [
      role,
      ...(cluster === undefined
        ? ['not known to AWS']
        : [status, `${cluster.Engine} ${cluster.EngineVersion}`]),
      member.PreferredAvailabilityZone,
    ].join(', '),
    facts: {
      role: member.CurrentRole,
      shard: shard.id,
      status,
      engine: cluster?.Engine,
      engineVersion: cluster?.EngineVersion,
      zone: member.PreferredAvailabilityZone,
    },
  };
}

function nodeHealth(status: string | undefined, shard: string): Health {
  if (status === undefined) return 'notice';
  if (status !== 'available' && status !== 'snapshotting') return 'bad';
  return shard === 'available' ? 'well' : 'notice';
}
