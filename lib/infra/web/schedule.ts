import { Schedule } from 'aws-cdk-lib/aws-autoscaling';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { ServersConfig } from '../config';

/**
 * Has the group change its bounds at times. Both bounds each time: what is left out stays as the time
 * before left it. A deployment changes neither, unless it changes `servers.min` or `servers.max`.
 */
export function addSchedule(group: AutoScalingGroup, { schedule, max }: ServersConfig): void {
  for (const size of schedule) {
    group.scaleOnSchedule(size.name, {
      schedule: Schedule.expression(size.cron),
      timeZone: size.timeZone,
      minCapacity: size.min,
      maxCapacity: size.max ?? max,
    });
  }
}
