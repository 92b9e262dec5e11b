import {
  AutoScalingClient,
  DescribeInstanceRefreshesCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-auto-scaling';
import type { Activity, InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { Account } from '../account';
import { ago } from '../ago';
import type { Finding } from '../finding';

/** Milliseconds that a failure is news for. */
const recent = 24 * 60 * 60 * 1000;

/** The newest instance refresh, and the newest activity of the group if it failed. */
export async function rolloutFindings(
  account: Account,
  AutoScalingGroupName: string,
): Promise<readonly Finding[]> {
  const client = account.client(AutoScalingClient);
  const [{ InstanceRefreshes = [] }, { Activities = [] }] = await Promise.all([
    client.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName, MaxRecords: 1 })),
    client.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 20 })),
  ]);
  return [...InstanceRefreshes.slice(0, 1).flatMap(refresh), ...failedActivity(Activities)];
}

function refresh(latest: InstanceRefresh): readonly Finding[] {
  const { InstanceRefreshId = '', Status = '', StatusReason, StartTime, EndTime } = latest;
  const facts = {
    status: Status,
    reason: StatusReason,
    percent: latest.PercentageComplete,
    started: StartTime,
    ended: EndTime,
  };
  if (EndTime === undefined) {
    return [
      {
        // It goes back by itself, and somebody should know why.
        health: Status.startsWith('Rollback') ? 'bad' : 'notice',
        subject: 'rollout',
        says: `${Status}, ${latest.PercentageComplete ?? 0} % done${StatusReason === undefined ? '' : `: ${StatusReason}`}`,
        facts: { ...facts, id: InstanceRefreshId },
      },
    ];
  }
  if (Status === 'Successful' || Date.now() - EndTime.getTime() > recent) return [];
  return [
    {
      health: Status === 'Cancelled' ? 'notice' : 'bad',
      subject: 'rollout',
      says: `${Status} ${ago(EndTime)}: ${latest.RollbackDetails?.RollbackReason ?? StatusReason ?? 'with no reason given'}`,
      cure: 'Mend the release and deploy it again: until then the servers run the one before.',
      facts: { ...facts, id: InstanceRefreshId },
    },
  ];
}

/** Newest first. A failure that a success followed is over. */
function failedActivity(activities: readonly Activity[]): readonly Finding[] {
  const newest = activities.find(
    ({ StatusCode }) =>
      StatusCode === 'Successful' || StatusCode === 'Failed' || StatusCode === 'Cancelled',
  );
  const since = newest?.StartTime;
  if (newest?.StatusCode !== 'Failed' || since === undefined) return [];
  if (Date.now() - since.getTime() > recent) return [];
  return [
    {
      health: 'bad',
      subject: 'scaling',
      says: `${newest.Description ?? 'An activity'} failed ${ago(since)}: ${newest.StatusMessage ?? newest.Cause ?? ''}`,
      cure: 'Auto Scaling tries again by itself; what stands here is why it does not get there.',
      facts: { id: newest.ActivityId, time: since },
    },
  ];
}
