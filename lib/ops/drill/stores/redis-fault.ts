import {
  DescribeEventsCommand,
  ElastiCacheClient,
  type ReplicationGroup,
  TestFailoverCommand,
  waitUntilReplicationGroupAvailable,
} from '@aws-sdk/client-elasticache';
import type { Account } from '../../account';
import { Failure } from '../../failure';
import { replicationGroup } from '../../stores/replication-group';
import type { FaultSource } from '../fault-source';
import { until } from '../until';

/** The primary of a shard is taken away, and a replica takes over. */
export const redisFault: FaultSource = {
  kind: 'store',

  async find({ account, pollSeconds }) {
    const group = await find(account);
    const id = group.ReplicationGroupId ?? account.name;
    const shard = group.NodeGroups?.[0];
    if (group.AutomaticFailover !== 'enabled' || shard?.NodeGroupId === undefined) {
      return {
        kind: 'store',
        cant: `${id} fails over to nothing (automatic failover is ${group.AutomaticFailover ?? 'off'}): set failover: true and at least one replica in lib/infra/session-store.ts.`,
      };
    }
    const { NodeGroupId } = shard;
    const shards = group.NodeGroups?.length ?? 1;
    const one = shards > 1 ? `shard ${NodeGroupId} of ${shards}` : `its primary`;
    return {
      kind: 'store',
      what: `fail the replication group ${id} over (${one})`,
      consequence:
        'For some seconds, up to a minute, requests that ask for a session are answered with 503; what was written in the last moments before may be lost.',
      takesSessionNode: true,
      mustNotFail: false,
      async inflict(progress, signal) {
        const client = account.client(ElastiCacheClient);
        const before = new Set(await failovers(account, id));
        try {
          await client.send(new TestFailoverCommand({ ReplicationGroupId: id, NodeGroupId }));
        } catch (error) {
          throw refusal(error, id);
        }
        progress('Waiting for ElastiCache to say that a replica has taken over.');
        await until(
          async () => (await failovers(account, id)).some((event) => !before.has(event)),
          {
            pollSeconds,
            signal,
          },
        );
        progress('Waiting for the replication group to be whole again.');
        await waitUntilReplicationGroupAvailable(
          {
            client,
            minDelay: pollSeconds,
            maxDelay: pollSeconds,
            // The signal ends it sooner.
            maxWaitTime: 24 * 60 * 60,
            abortSignal: signal,
          },
          { ReplicationGroupId: id },
        );
      },
    };
  },
};

async function find(account: Account): Promise<ReplicationGroup> {
  const group = await replicationGroup(account);
  if (group === undefined) {
    throw new Failure(`There is no replication group ${account.name}.`, 'Deploy the Data stack.');
  }
  return group;
}

/**
 * The failovers that ElastiCache tells of, of the last hour: roles aren't told where there are several
 * shards, and the status says `available` until it has noticed.
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html#auto-failover-test
 */
async function failovers(account: Account, id: string): Promise<string[]> {
  const { Events = [] } = await account.client(ElastiCacheClient).send(
    new DescribeEventsCommand({
      SourceType: 'replication-group',
      SourceIdentifier: id,
      Duration: 60,
    }),
  );
  return Events.filter(({ Message }) => /failover from .* completed/i.test(Message ?? '')).map(
    ({ Date: date, Message }) => `${date?.toISOString()} ${Message}`,
  );
}

/** Why ElastiCache won't, by the names that it gives. */
function refusal(error: unknown, name: string): unknown {
  const cures: Readonly<Record<string, string>> = {
    APICallRateForCustomerExceededFault:
      'ElastiCache has tested 15 shards of this account in 24 hours, and tests no more: try again tomorrow.',
    TestFailoverNotAvailableFault:
      'ElastiCache tests no failover here and now. It does so where automatic failover is on and there is a replica, and stops it in a large-scale event.',
    InvalidReplicationGroupStateFault: `${name} is being changed: wait until npm run status calls it available.`,
    InvalidCacheClusterStateFault: `A node of ${name} is being changed: wait until npm run status calls it available.`,
    NodeGroupNotFoundFault: `${name} has other shards than a moment ago: start the drill again.`,
  };
  const sentence = error instanceof Error ? cures[error.name] : undefined;
  return sentence ? new Error(sentence, { cause: error }) : error;
}
