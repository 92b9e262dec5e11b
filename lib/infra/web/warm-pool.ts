import { PoolState } from 'aws-cdk-lib/aws-autoscaling';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';

/**
 * Keeps servers ready beside the group: booted once, through their whole bootstrap and the launch
 * hook, and stopped. Out of the pool they boot a second time and pass the launch hook again, without
 * their user data: the units that the bootstrap enabled start the server and answer for it.
 */
export function addWarmPool(group: AutoScalingGroup, size: number): void {
  if (size === 0) return;
  group.addWarmPool({
    poolState: PoolState.STOPPED,
    // Both the same: the pool has this size, however many servers run.
    minSize: size,
    maxGroupPreparedCapacity: size,
    // A server that has served ends, as every other does: none comes back with what it has gathered.
    reuseOnScaleIn: false,
  });
}
