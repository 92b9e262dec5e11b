import { Duration } from 'aws-cdk-lib';
import { InstanceRefreshStrategy, UpdatePolicy } from 'aws-cdk-lib/aws-autoscaling';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ServersConfig } from '../config';

/**
 * Seconds for which a server that says it is ready may still fail the load balancer's health check:
 * until the target group has asked it often enough.
 */
export const healthGraceSeconds = 30;

/**
 * How a new launch template, and so a new release, replaces the servers: new ones first, in both.
 *
 * @param alarms each of which turns a `refresh` back
 */
export function rollout(config: ServersConfig, alarms: readonly IAlarm[]): UpdatePolicy {
  if (config.rollout === 'rolling') {
    return UpdatePolicy.rollingUpdate({
      // Not the minimum: CloudFormation would first end whatever scaling has started above it, and
      // keep scaling from coming to help.
      minInstancesInService: config.max - 1,
      maxBatchSize: 1,
    });
  }
  return UpdatePolicy.instanceRefresh({
    strategy: InstanceRefreshStrategy.ROLLING,
    minHealthyPercentage: 100,
    maxHealthyPercentage: 200,
    // Well after the grace: by then a new server that the load balancer can't reach is known to be
    // unhealthy, and none is ended for it.
    instanceWarmup: Duration.seconds(4 * healthGraceSeconds),
    // A third of the fleet first, watched by the alarms before the rest follows.
    checkpointPercentages: [34, 100],
    checkpointDelay: Duration.minutes(5),
    bakeTime: Duration.minutes(10),
    alarms: [...alarms],
  });
}
