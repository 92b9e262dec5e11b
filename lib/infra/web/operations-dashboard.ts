import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

export interface OperationsDashboardProps {
  /** Fixed name of the dashboard. */
  readonly name: string;
  readonly alarms: readonly IAlarm[];
  /** One row for each tier, in the order a request passes them. */
  readonly rows: readonly (readonly IWidget[])[];
  readonly logGroupName: string;
}

/** What one opens first: is it up, is it slow, which tier is full, what does the log say. */
export class OperationsDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: props.name,
      defaultInterval: Duration.hours(3),
    });
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
        queryLines: [
          'fields @timestamp, msg, reqId, err.message, @logStream',
          'filter level >= 50',
          'sort @timestamp desc',
          'limit 50',
        ],
        width: 24,
        height: 6,
      }),
    );
  }
}
