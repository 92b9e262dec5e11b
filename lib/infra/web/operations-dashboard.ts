import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  LogQueryWidget,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { newestErrors } from './log-queries';

export interface OperationsDashboardProps {
  /** Fixed name of the dashboard. */
  readonly name: string;
  /** Where the site is. */
  readonly url: string;
  readonly alarms: readonly IAlarm[];
  /** In the order of reading: what visitors meet, then each tier that a request passes. */
  readonly rows: readonly (readonly IWidget[])[];
  readonly logGroupName: string;
}

/**
 * What one opens first, woken at night: what is red, is the site up, is it slow, since which release,
 * which tier is full, what does the log say. AWS bills a dashboard by the month, and the log that the
 * last widget reads each time that it is shown by the GB: look at hours, not weeks.
 */
export class OperationsDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: props.name,
      defaultInterval: Duration.hours(3),
    });
    this.dashboard.addWidgets(
      new TextWidget({
        markdown: header(props, Stack.of(this).region),
        background: TextWidgetBackground.TRANSPARENT,
        width: 24,
        height: 4,
      }),
    );
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: 24, height: 4 }),
    );
    for (const row of props.rows) {
      this.dashboard.addWidgets(...row);
    }
    this.dashboard.addWidgets(
      new LogQueryWidget({
        title: 'Errors in the log',
        logGroupNames: [props.logGroupName],
        queryLines: [...newestErrors],
        width: 24,
        height: 8,
      }),
    );
  }
}

/** Links, and where to begin. */
function header({ name, url, logGroupName }: OperationsDashboardProps, region: string): string {
  const cloudWatch = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  const ec2 = `https://${region}.console.aws.amazon.com/ec2/home?region=${region}`;
  const athena = `https://${region}.console.aws.amazon.com/athena/home?region=${region}#/query-editor`;
  // The console wants a slash encoded twice, the second time with $ for %.
  const logGroup = logGroupName.replaceAll('/', '$252F');
  return [
    `## ${name}`,
    `[The site](${url}) · [alarms](${cloudWatch}#alarmsV2:?search=${name}) · [log queries](${cloudWatch}#logsV2:logs-insights) (Saved queries, ${name}) · [log of the servers](${cloudWatch}#logsV2:log-groups/log-group/${logGroup}) · [access and flow logs](${athena}) (workgroup ${name}, Saved queries) · [group of servers](${ec2}#AutoScalingGroupDetails:id=${name};view=activity)`,
    '',
    '**Something is red:** open the alarm; its description says what to do. **It began with a release** (the colours of "Servers by release" change): go back to the one before, then look for the cause. **One person has a problem:** ask for the request id on their page and run the query "Request by id".',
  ].join('\n');
}
