import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import type { Account } from '../account';
import type { WebOutputs } from '../deployed-stacks';
import { readReleases } from '../status/releases';

/** What the servers run, as a report names it: the SHA-256 of the bundle of each release. */
export async function runningReleases(
  account: Account,
  { ServerGroupName }: WebOutputs,
): Promise<string> {
  const { AutoScalingGroups: [group] = [] } = await account
    .client(AutoScalingClient)
    .send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [ServerGroupName] }));
  const releases = group ? [...new Set((await readReleases(account, group)).values())] : [];
  return releases.length > 0 ? releases.join(', ') : 'unknown';
}
