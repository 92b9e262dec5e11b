/** What an operator sees of the site as its visitors meet it: alarms and the first rows of the dashboard. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, GraphWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { AlarmDefinition } from '../alarm-definition';
import type { LoadBalancer } from './load-balancer';
import { logMetric } from './log-metrics';

/** Alarms that say a release is bad: a rollout by `refresh` stops and goes back on any of them. */
export function releaseAlarms(site: LoadBalancer): AlarmDefinition[] {
  return [
    {
      id: 'server-errors',
      // A handful is not a rate: one error among the three requests of a night is 33 %.
      metric: new MathExpression({
        expression: 'IF(errors > 5, 100 * errors / requests, 0)',
        usingMetrics: {
          errors: answers(site, HttpCodeTarget.TARGET_5XX_COUNT),
          requests: requests(site),
        },
        label: 'errors %',
        period: Duration.minutes(1),
      }),
      threshold: 1,
      periods: 3,
      whatToDo:
        'More than 1 % of the requests end in an error of the server (5xx). If a release has just gone out, go back to the one before. Else run the saved query "Errors by cause": what it names as away is the alarm to look for next.',
    },
    {
      id: 'balancer-errors',
      metric: balancerErrors(site),
      threshold: 10,
      periods: 3,
      whatToDo:
        'The load balancer itself answers 5xx: it finds no server, or servers close connections on it. Look at the health of the target group, then at the boot log of the newest server.',
    },
    {
      id: 'slow-responses',
      metric: responseTime(site, 95, 20),
      threshold: 1,
      periods: 5,
      whatToDo:
        'One request in twenty takes more than a second. Run the saved query "Time by route": if all routes are slow, look which tier of the dashboard is full; if one is, look what it waits for.',
    },
  ];
}

/** @param min servers below which somebody is woken */
export function siteAlarms(site: LoadBalancer, min: number): AlarmDefinition[] {
  return [
    {
      id: 'slowest-responses',
      metric: responseTime(site, 99, 100),
      threshold: 3,
      periods: 10,
      whatToDo:
        'One request in a hundred takes more than three seconds, for ten minutes. Run the saved query "Slowest requests": it names route, server and id of each; one server alone is best replaced.',
    },
    {
      id: 'unhealthy-servers',
      metric: site.targetGroup.metrics.unhealthyHostCount(everyMinute(Stats.MAXIMUM)),
      threshold: 0,
      periods: 10,
      whatToDo:
        'A server has failed its readiness check for ten minutes, and replacing it has not helped. Read its boot log (log group of the servers, stream INSTANCE/boot), or run the saved query "One server\'s life".',
    },
    {
      id: 'too-few-servers',
      metric: site.targetGroup.metrics.healthyHostCount(everyMinute(Stats.MINIMUM)),
      threshold: min,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 5,
      // With no server registered there is no number at all, as before the first boot, which is no
      // fault: that none comes, `servers-missing` says, and requests meanwhile `balancer-errors`.
      whatToDo:
        'Fewer servers than servers.min take requests. Look at the activity history of the Auto Scaling group for why no more start.',
    },
  ];
}

/** In the order of the questions: is anybody there, do they get what they ask for, how soon, from whom. */
export function siteRows(site: LoadBalancer, name: string, min: number): IWidget[][] {
  const graph = (
    title: string,
    width: number,
    left: IMetric[],
    right: IMetric[] = [],
  ): GraphWidget =>
    new GraphWidget({ title, left, right, width, height: 6, leftYAxis: { min: 0 } });
  return [
    [
      graph(
        'Requests a minute',
        12,
        [requests(site).with({ label: 'reached a server' })],
        [
          site.balancer.metrics.activeConnectionCount({
            ...everyMinute(Stats.SUM),
            label: 'open connections',
          }),
        ],
      ),
      // Where the colour changes, a release went out, or was turned back.
      new GraphWidget({
        title: 'Servers by release',
        left: [serversByRelease(name)],
        stacked: true,
        width: 12,
        height: 6,
        leftYAxis: { min: 0 },
      }),
    ],
    [
      graph('Errors a minute (5xx)', 8, [
        answers(site, HttpCodeTarget.TARGET_5XX_COUNT).with({ label: 'by servers' }),
        // The same, unless the log or answers get lost on the way.
        logMetric(name, 'ServerErrors', Stats.SUM).with({ label: 'by servers, in their log' }),
        balancerErrors(site).with({ label: 'by the load balancer' }),
        site.targetGroup.metrics.targetConnectionErrorCount({
          ...everyMinute(Stats.SUM),
          label: 'servers that took no connection',
        }),
      ]),
      graph('Refused a minute', 8, [
        logMetric(name, 'Refusals', Stats.SUM).with({ label: '503: what it needs is away' }),
        site.balancer.metrics.rejectedConnectionCount({
          ...everyMinute(Stats.SUM),
          label: 'connections above the most',
        }),
      ]),
      graph("Clients' errors a minute (4xx)", 8, [
        answers(site, HttpCodeTarget.TARGET_4XX_COUNT).with({ label: 'by servers' }),
        site.balancer.metrics.httpCodeElb(HttpCodeElb.ELB_4XX_COUNT, {
          ...everyMinute(Stats.SUM),
          label: 'by the load balancer',
        }),
      ]),
    ],
    [
      graph(
        'Response time at the load balancer (s)',
        8,
        [50, 95, 99].map((percent) => percentile(site, percent).with({ label: `p${percent}` })),
      ),
      graph(
        'Response time in the server (ms)',
        8,
        [50, 95, 99].map((percent) =>
          logMetric(name, 'RequestMilliseconds', Stats.percentile(percent)).with({
            label: `p${percent}`,
          }),
        ),
      ),
      new GraphWidget({
        title: 'Healthy servers',
        left: [
          site.targetGroup.metrics.healthyHostCount({
            ...everyMinute(Stats.MINIMUM),
            label: 'healthy',
          }),
          site.targetGroup.metrics.unhealthyHostCount({
            ...everyMinute(Stats.MAXIMUM),
            label: 'unhealthy',
          }),
        ],
        leftAnnotations: [{ value: min, label: 'servers.min' }],
        leftYAxis: { min: 0 },
        width: 8,
        height: 6,
      }),
    ],
  ];
}

/** Seconds, and 0 in a minute of fewer requests than `least`: of a few, the slowest says nothing. */
function responseTime(site: LoadBalancer, percent: number, least: number): MathExpression {
  return new MathExpression({
    expression: `IF(requests >= ${least}, slow, 0)`,
    usingMetrics: { requests: requests(site), slow: percentile(site, percent) },
    label: `p${percent}`,
    period: Duration.minutes(1),
  });
}

/** Each server says once a minute that it is there. */
function serversByRelease(name: string): MathExpression {
  return new MathExpression({
    expression: `SEARCH('{"${name}",Release} MetricName="ServerMinutes"', 'Sum', 60)`,
    label: "${PROP('Dim.Release')}",
    period: Duration.minutes(1),
  });
}

function requests(site: LoadBalancer): Metric {
  return site.targetGroup.metrics.requestCount(everyMinute(Stats.SUM));
}

function answers(site: LoadBalancer, code: HttpCodeTarget): Metric {
  return site.targetGroup.metrics.httpCodeTarget(code, everyMinute(Stats.SUM));
}

function balancerErrors(site: LoadBalancer): Metric {
  return site.balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, everyMinute(Stats.SUM));
}

function percentile(site: LoadBalancer, percent: number): Metric {
  return site.targetGroup.metrics.targetResponseTime(everyMinute(Stats.percentile(percent)));
}

function everyMinute(statistic: string): MetricOptions {
  return { period: Duration.minutes(1), statistic };
}
