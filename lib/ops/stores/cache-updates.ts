import { DescribeUpdateActionsCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import type { DescribeUpdateActionsCommandInput } from '@aws-sdk/client-elasticache';
import type { Account } from '../account';
import { ago } from '../ago';
import type { Finding } from '../finding';

/** The updates that AWS offers for a cache, and those under way. */
export async function serviceUpdates(
  account: Account,
  subject: string,
  of: Pick<DescribeUpdateActionsCommandInput, 'ReplicationGroupIds' | 'CacheClusterIds'>,
): Promise<readonly Finding[]> {
  const { UpdateActions = [] } = await account.client(ElastiCacheClient).send(
    new DescribeUpdateActionsCommand({
      ...of,
      ServiceUpdateStatus: ['available'],
      UpdateActionStatus: ['not-applied', 'waiting-to-start', 'in-progress', 'scheduled'],
    }),
  );
  return UpdateActions.map((update): Finding => {
    const by = update.ServiceUpdateRecommendedApplyByDate;
    return {
      health: 'notice',
      subject,
      says: `${update.ServiceUpdateSeverity} ${update.ServiceUpdateType} ${update.ServiceUpdateName}: ${update.UpdateActionStatus}${by === undefined ? '' : `, recommended by ${by.toISOString().slice(0, 10)} (${ago(by)})`}`,
      cure: `Apply it in a quiet hour: aws elasticache batch-apply-update-action --service-update-name ${update.ServiceUpdateName} ${flag(of)}`,
      facts: { ...update },
    };
  });
}

function flag({ ReplicationGroupIds, CacheClusterIds = [] }: Parameters<typeof serviceUpdates>[2]) {
  return ReplicationGroupIds === undefined
    ? `--cache-cluster-ids ${CacheClusterIds.join(' ')}`
    : `--replication-group-ids ${ReplicationGroupIds.join(' ')}`;
}
