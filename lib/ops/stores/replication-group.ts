import { DescribeReplicationGroupsCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import type { ReplicationGroup } from '@aws-sdk/client-elasticache';
import { groupIds } from '../../infra/data/redis/group-id';
import type { Account } from '../account';
import { isAbsent } from '../store-snapshots';

/** The environment's replication group: of one shard or of several, which have ids of their own. */
export async function replicationGroup(account: Account): Promise<ReplicationGroup | undefined> {
  for (const id of groupIds(account.name)) {
    try {
      const { ReplicationGroups: [group] = [] } = await account
        .client(ElastiCacheClient)
        .send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }));
      if (group !== undefined) return group;
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
  return undefined;
}
