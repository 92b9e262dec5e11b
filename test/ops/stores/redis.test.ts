import { Failure } from '../../../lib/ops/failure';
import { redis } from '../../../lib/ops/stores/redis';
import { devName, recordedAws } from '../account-for-test';
import { Refusal } from '../recorded-aws';
import type { Answer, Document } from '../recorded-aws';
import { group, nodes } from './redis/answers';

const recorded = recordedAws();

/** Knows one replication group, and which ones were asked for. */
function onlyGroup(id: string) {
  const asked: unknown[] = [];
  const groups: Answer = ({ ReplicationGroupId }) => {
    asked.push(ReplicationGroupId);
    return ReplicationGroupId === id
      ? group({ ReplicationGroupId: id })
      : new Refusal('ReplicationGroupNotFoundFault', `ReplicationGroup ${devName} not found.`);
  };
  return { groups, asked };
}

async function status(changes: Document = {}) {
  recorded.aws.answer({ ...nodes(), 'elasticache:DescribeReplicationGroups': group(changes) });
  return redis.status(await recorded.open());
}

describe('status', () => {
  test('of a group that is well says its address, failover and the role of each node', async () => {
    const findings = await status();
    expect(findings.map(({ health, says }) => `${health}: ${says}`)).toEqual([
      `well: available, cache.t4g.small, failover enabled, Multi-AZ enabled, master.${devName}.abc.cache.amazonaws.com:6379`,
      'well: primary, available, redis 7.1.0, us-east-1a',
      'well: replica, available, redis 7.1.0, us-east-1b',
    ]);
  });

  test.each([
    ['snapshotting', 'notice'],
    ['modifying', 'notice'],
    ['create-failed', 'bad'],
  ])('%s is %s', async (Status, health) => {
    const [finding] = await status({ Status });
    expect(finding).toMatchObject({ health });
  });

  test('of a node that is down is bad although the group is available', async () => {
    recorded.aws.answer({
      ...nodes('rebooting cluster nodes'),
      'elasticache:DescribeReplicationGroups': group(),
    });
    expect(await redis.status(await recorded.open())).toContainEqual(
      expect.objectContaining({ health: 'bad', subject: `${devName}-002` }),
    );
  });

  test('says so where TLS or encryption is off', async () => {
    const findings = await status({
      TransitEncryptionEnabled: false,
      AtRestEncryptionEnabled: false,
    });
    expect(findings.filter(({ health }) => health === 'bad').map(({ says }) => says)).toEqual([
      'without TLS',
      'not encrypted at rest',
    ]);
  });

  test('of several shards gives the configuration endpoint and no role', async () => {
    const shard = (NodeGroupId: string): Document => ({
      NodeGroupId,
      Status: 'available',
      NodeGroupMembers: { NodeGroupMember: { CacheClusterId: `${devName}-${NodeGroupId}-001` } },
    });
    const findings = await status({
      ConfigurationEndpoint: {
        Address: `clustercfg.${devName}.abc.cache.amazonaws.com`,
        Port: 6379,
      },
      NodeGroups: { NodeGroup: [shard('0001'), shard('0002')] },
      MemberClusters: { ClusterId: [`${devName}-0001-001`, `${devName}-0002-001`] },
    });
    expect(findings[0]?.says).toContain('2 shards');
    expect(findings[0]?.says).toContain('clustercfg.');
    expect(findings[2]?.says).toMatch(/^shard 0002, available/);
  });

  test('is of the group with cluster mode where that is the one there is', async () => {
    const id = `${devName}-cm`;
    const { groups, asked } = onlyGroup(id);
    recorded.aws.answer({ ...nodes(), 'elasticache:DescribeReplicationGroups': groups });
    const [finding] = await redis.status(await recorded.open());
    expect(finding).toMatchObject({ health: 'well', subject: id });
    expect(asked).toEqual([devName, id]);
  });

  test('tells of service updates that wait', async () => {
    recorded.aws.answer({
      ...nodes(),
      'elasticache:DescribeReplicationGroups': group(),
      'elasticache:DescribeUpdateActions': {
        UpdateActions: {
          UpdateAction: {
            ReplicationGroupId: devName,
            ServiceUpdateName: 'elasticache-20261101',
            ServiceUpdateSeverity: 'critical',
            ServiceUpdateType: 'security-update',
            UpdateActionStatus: 'not-applied',
            ServiceUpdateRecommendedApplyByDate: new Date('2026-12-01T00:00:00Z'),
          },
        },
      },
    });
    expect(await redis.status(await recorded.open())).toContainEqual(
      expect.objectContaining({
        health: 'notice',
        says: expect.stringContaining(
          'critical security-update elasticache-20261101: not-applied, recommended by 2026-12-01',
        ),
        cure: expect.stringContaining(`--replication-group-ids ${devName}`),
      }),
    );
  });

  test('of a group that is not there is a finding', async () => {
    recorded.aws.answer({
      'elasticache:DescribeReplicationGroups': new Refusal(
        'ReplicationGroupNotFoundFault',
        'not found',
        404,
      ),
    });
    expect(await redis.status(await recorded.open())).toMatchObject([{ health: 'bad' }]);
  });
});

describe('snapshot', () => {
  const { snapshot } = redis;
  if ('none' in snapshot) throw new Error('A replication group can be restored.');

  const snapshots = (SnapshotStatus: string): Document => ({
    Snapshots: { Snapshot: { SnapshotName: 'before', SnapshotStatus } },
  });

  test('is taken under the name, and then the group must take changes again', async () => {
    recorded.aws.answer({
      'elasticache:DescribeReplicationGroups': group(),
      'elasticache:CreateSnapshot': { Snapshot: { SnapshotName: 'before' } },
      'elasticache:DescribeSnapshots': snapshots('available'),
    });
    const result = await snapshot.take(await recorded.open(), 'before', () => {});
    expect(result).toContain('ElastiCache snapshot before');
    const actions = recorded.aws.requests.map(({ action }) => action.replace('elasticache:', ''));
    expect(actions.slice(-3)).toEqual([
      'CreateSnapshot',
      'DescribeSnapshots',
      'DescribeReplicationGroups',
    ]);
  });

  test('that fails is a failure', async () => {
    recorded.aws.answer({
      'elasticache:DescribeReplicationGroups': group(),
      'elasticache:CreateSnapshot': { Snapshot: { SnapshotName: 'before' } },
      'elasticache:DescribeSnapshots': snapshots('failed'),
    });
    await expect(snapshot.take(await recorded.open(), 'before', () => {})).rejects.toThrow(
      'The snapshot before of the session store is failed.',
    );
  });

  test('of a group that is not there names the cure', async () => {
    recorded.aws.answer({
      'elasticache:DescribeReplicationGroups': new Refusal(
        'ReplicationGroupNotFoundFault',
        '',
        404,
      ),
    });
    await expect(snapshot.take(await recorded.open(), 'before', () => {})).rejects.toThrow(Failure);
  });
});
