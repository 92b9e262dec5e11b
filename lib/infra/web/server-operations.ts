/** What an operator sees of the servers: alarms and their rows on the dashboard. */
import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  GraphWidget,
  MathExpression,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../alarm-definition';
import type { ServersConfig } from '../config';
import { logMetric } from './log-metrics';

/** @param name the fixed name of the group and the namespace of what its log says */
export function serverAlarms(name: string, config: ServersConfig): AlarmDefinition[] {
  const alarms: AlarmDefinition[] = [
    {
      id: 'servers-missing',
      metric: new MathExpression({
        expression: 'desired - serving',
        usingMetrics: {
          desired: groupMetric(name, 'GroupDesiredCapacity'),
          serving: groupMetric(name, 'GroupInServiceInstances'),
        },
        label: 'missing',
        period: Duration.minutes(1),
      }),
      threshold: 0,
      // Longer than a first boot.
      periods: 15,
      whatToDo:
        'For a quarter of an hour more servers have been wanted than serve: they fail at their first boot, or AWS starts none. Run the saved query "One server\'s life" for the newest one, then look at the activity history of the Auto Scaling group (no capacity, a quota, a launch template that is wrong). If a release has just gone out, go back to the one before.',
    },
    {
      id: 'servers-restarting',
      metric: logMetric(name, 'ServerStarts', Stats.SUM).with({ period: Duration.minutes(5) }),
      // A rollout starts each once.
      threshold: config.max + 2,
      periods: 1,
      whatToDo:
        'Servers start again and again: something ends them, an error that nobody caught or too little memory. Search the log for level fatal and read the lines before each "started". If a release has just gone out, go back to the one before.',
    },
    {
      id: 'servers-event-loop',
      metric: logMetric(name, 'EventLoopBusyPercent'),
      threshold: 80,
      periods: 10,
      whatToDo:
        'The one thread that runs the code of a server is nearly always busy, so requests queue, although CPU may look half free. Run the saved query "Time by route" for what takes it; until that is mended, raise servers.min and servers.max, as more or larger cores do not help one thread.',
    },
    {
      id: 'servers-cpu',
      metric: ec2Metric(name, 'CPUUtilization', Stats.AVERAGE),
      threshold: 85,
      periods: 10,
      whatToDo:
        'The servers are full although the group scales: it has reached servers.max, or can start no more. Raise servers.max, or take a larger servers.type.',
    },
    {
      id: 'servers-memory',
      metric: logMetric(name, 'MemoryPercent', Stats.MAXIMUM),
      threshold: 90,
      periods: 10,
      whatToDo:
        'A server has nearly no memory left and will be ended by the system, with the requests it answers. If the graph climbs since the release, something is never let go of: go back, and replace the server meanwhile. If it always stood there, take a larger servers.type.',
    },
    {
      id: 'servers-silent',
      metric: new MathExpression({
        expression: 'IF(serving > 0, 100 * FILL(heard, 0) / (5 * serving), 100)',
        usingMetrics: {
          // How many times a server has said how it fares: once a minute each.
          heard: logMetric(name, 'EventLoopBusyPercent', Stats.SAMPLE_COUNT).with({
            period: Duration.minutes(5),
          }),
          serving: groupMetric(name, 'GroupInServiceInstances').with({
            period: Duration.minutes(5),
          }),
        },
        label: 'heard of %',
        period: Duration.minutes(5),
      }),
      threshold: 60,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 3,
      whatToDo:
        'Servers serve but their log does not arrive, and with it half of these graphs and alarms. On one of them (Session Manager) look at `systemctl status log-export amazon-cloudwatch-agent`; if it is all of them, at the role of the machines and the log group.',
    },
  ];
  if (isBurstable(config)) {
    alarms.push({
      id: 'servers-cpu-credits',
      metric: ec2Metric(name, 'CPUSurplusCreditsCharged', Stats.SUM).with({
        period: Duration.hours(1),
      }),
      threshold: 0,
      periods: 6,
      whatToDo:
        'For six hours the servers have used more CPU than their type includes, and AWS bills the rest by the hour. Nothing is slow; but a type that does not save up CPU (m7g, c7g) costs less for such a load.',
    });
  }
  return alarms;
}

/** @param name as for `serverAlarms` */
export function serverRows(name: string, config: ServersConfig): IWidget[][] {
  const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
    new GraphWidget({ title, left, right, width: 6, height: 6, leftYAxis: { min: 0 } });
  const spread = (metric: Metric): IMetric[] => [
    metric.with({ label: 'average' }),
    metric.with({ statistic: Stats.MAXIMUM, label: 'worst' }),
  ];
  return [
    [
      graph('Servers: event loop busy %', spread(logMetric(name, 'EventLoopBusyPercent'))),
      new GraphWidget({
        title: 'Servers: CPU %',
        left: spread(ec2Metric(name, 'CPUUtilization', Stats.AVERAGE)),
        leftAnnotations: [{ value: config.cpuPercent, label: 'scaling aims here' }],
        leftYAxis: { min: 0, max: 100 },
        width: 6,
        height: 6,
      }),
      graph('Servers: memory %', spread(logMetric(name, 'MemoryPercent'))),
      graph('Servers: event loop lag (ms)', spread(logMetric(name, 'EventLoopLagMilliseconds'))),
    ],
    [
      new GraphWidget({
        title: 'Servers: in service, starting, leaving',
        left: [
          groupMetric(name, 'GroupInServiceInstances').with({ label: 'in service' }),
          groupMetric(name, 'GroupPendingInstances').with({ label: 'starting' }),
          groupMetric(name, 'GroupTerminatingInstances').with({ label: 'leaving' }),
        ],
        leftAnnotations: [{ value: config.max, label: 'servers.max' }],
        leftYAxis: { min: 0 },
        width: 6,
        height: 6,
      }),
      graph('Servers: starts of the program', [
        logMetric(name, 'ServerStarts', Stats.SUM).with({ label: 'starts' }),
      ]),
      graph(
        'Session store, as servers meet it',
        [
          new MathExpression({
            expression: 'milliseconds / calls',
            usingMetrics: {
              milliseconds: logMetric(name, 'SessionStoreMilliseconds', Stats.SUM),
              calls: logMetric(name, 'SessionStoreCalls', Stats.SUM),
            },
            label: 'ms a call',
            period: Duration.minutes(1),
          }),
        ],
        [logMetric(name, 'SessionStoreFailures', Stats.SUM).with({ label: 'failed calls' })],
      ),
      graph('Queries that wait for a connection', [
        logMetric(name, 'DatabaseQueriesWaiting', Stats.SUM).with({ label: 'all servers' }),
        logMetric(name, 'DatabaseQueriesWaiting', Stats.MAXIMUM).with({ label: 'worst' }),
      ]),
    ],
  ];
}

/** Types that save up CPU while idle: a switched-on `unlimited` bills what they use beyond that. */
function isBurstable({ type }: ServersConfig): boolean {
  return type.startsWith('t');
}

/** By the fixed name, as alarms among these come before the group. */
function groupMetric(name: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/AutoScaling',
    metricName,
    dimensionsMap: { AutoScalingGroupName: name },
    statistic: Stats.AVERAGE,
    period: Duration.minutes(1),
  });
}

function ec2Metric(name: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/EC2',
    metricName,
    dimensionsMap: { AutoScalingGroupName: name },
    statistic,
    period: Duration.minutes(1),
  });
}
