import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  GraphWidget,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  DesyncMitigationMode,
  HttpCodeElb,
  HttpCodeTarget,
  Protocol,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../alarm-definition';
import { serverPort } from '../server-port';

/** How the load balancer judges a server; the server's own stop waits for the same numbers. */
export const healthCheck = { intervalSeconds: 5, timeoutSeconds: 3, healthy: 2, unhealthy: 2 };

/**
 * Seconds that the load balancer goes on with requests under way on a server that leaves. The
 * server itself is told to stop only after these.
 */
const deregistrationSeconds = 30;

export interface LoadBalancerProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
  /** With an address of its own on the internet. Changing it replaces the load balancer. */
  readonly internetFacing: boolean;
  readonly protect: boolean;
  /** Gets the access logs, under `access-logs/`. */
  readonly logBucket: IBucket;
  /** Servers below which somebody is woken. */
  readonly minServers: number;
}

/**
 * Spreads requests over the servers, each of which may answer any of them: there is no stickiness,
 * and the server with the fewest open requests gets the next one.
 */
export class LoadBalancer extends Construct {
  readonly balancer: ApplicationLoadBalancer;
  readonly targetGroup: ApplicationTargetGroup;
  private readonly minServers: number;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.minServers = props.minServers;

    this.balancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroup: props.securityGroup,
      internetFacing: props.internetFacing,
      deletionProtection: props.protect,
      // Shorter than the server's keep-alive time-out of 65 s: the side that reuses a connection
      // must be the one that closes it first, or clients get 502.
      idleTimeout: Duration.seconds(60),
      dropInvalidHeaderFields: true,
      desyncMitigationMode: DesyncMitigationMode.DEFENSIVE,
    });
    this.balancer.logAccessLogs(props.logBucket, 'access-logs');

    this.targetGroup = new ApplicationTargetGroup(this, 'Targets', {
      vpc: props.vpc,
      targetType: TargetType.INSTANCE,
      port: serverPort,
      protocol: ApplicationProtocol.HTTP,
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      deregistrationDelay: Duration.seconds(deregistrationSeconds),
      healthCheck: {
        path: '/readyz',
        protocol: Protocol.HTTP,
        healthyHttpCodes: '200',
        interval: Duration.seconds(healthCheck.intervalSeconds),
        timeout: Duration.seconds(healthCheck.timeoutSeconds),
        healthyThresholdCount: healthCheck.healthy,
        unhealthyThresholdCount: healthCheck.unhealthy,
      },
    });
  }

  /** Alarms that say a release is bad: a rollout stops and goes back on any of them. */
  releaseAlarms(): AlarmDefinition[] {
    return [
      {
        id: 'server-errors',
        // A handful is not a rate: one error among the three requests of a night is 33 %.
        metric: new MathExpression({
          expression: 'IF(errors > 5, 100 * errors / requests, 0)',
          usingMetrics: {
            errors: this.targetMetric(HttpCodeTarget.TARGET_5XX_COUNT),
            requests: this.targetGroup.metrics.requestCount(this.everyMinute(Stats.SUM)),
          },
          label: 'errors %',
          period: Duration.minutes(1),
        }),
        threshold: 1,
        periods: 3,
        whatToDo:
          'More than 1 % of the requests end in an error of the server (5xx). If a release has just gone out, go back to the one before; else search the log for level 50 and above.',
      },
      {
        id: 'balancer-errors',
        metric: this.balancer.metrics.httpCodeElb(
          HttpCodeElb.ELB_5XX_COUNT,
          this.everyMinute(Stats.SUM),
        ),
        threshold: 10,
        periods: 3,
        whatToDo:
          'The load balancer itself answers 5xx: it finds no server, or servers close connections on it. Look at the health of the target group, then at the boot log of the newest server.',
      },
      {
        id: 'slow-responses',
        metric: this.targetGroup.metrics.targetResponseTime(this.everyMinute(Stats.percentile(95))),
        threshold: 1,
        periods: 5,
        whatToDo:
          'One request in twenty takes more than a second. Look which tier of the dashboard is full, the servers or something behind them.',
      },
    ];
  }

  alarms(): AlarmDefinition[] {
    return [
      {
        id: 'unhealthy-servers',
        metric: this.targetGroup.metrics.unhealthyHostCount(this.everyMinute(Stats.MAXIMUM)),
        threshold: 0,
        periods: 10,
        whatToDo:
          'A server has failed its readiness check for ten minutes, and replacing it has not helped. Read its boot log (log group of the servers, stream INSTANCE/boot).',
      },
      {
        id: 'too-few-servers',
        metric: this.targetGroup.metrics.healthyHostCount(this.everyMinute(Stats.MINIMUM)),
        threshold: this.minServers,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        periods: 5,
        // With no server registered there is no number at all.
        missing: TreatMissingData.BREACHING,
        whatToDo:
          'Fewer servers than servers.min take requests. Look at the activity history of the Auto Scaling group for why no more start.',
      },
    ];
  }

  /** The traffic's row on the dashboard. */
  widgets(): IWidget[] {
    const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
      new GraphWidget({ title, left, right, width: 6, height: 6 });
    const responseTime = (percent: number): IMetric =>
      this.targetGroup.metrics.targetResponseTime({
        ...this.everyMinute(Stats.percentile(percent)),
        label: `p${percent}`,
      });
    return [
      graph('Requests a minute', [
        this.targetGroup.metrics.requestCount(this.everyMinute(Stats.SUM)),
      ]),
      graph('Errors a minute', [
        this.targetMetric(HttpCodeTarget.TARGET_5XX_COUNT),
        this.balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, this.everyMinute(Stats.SUM)),
        this.targetMetric(HttpCodeTarget.TARGET_4XX_COUNT),
      ]),
      graph('Response time (s)', [responseTime(50), responseTime(95), responseTime(99)]),
      graph('Servers', [
        this.targetGroup.metrics.healthyHostCount(this.everyMinute(Stats.MINIMUM)),
        this.targetGroup.metrics.unhealthyHostCount(this.everyMinute(Stats.MAXIMUM)),
      ]),
    ];
  }

  private targetMetric(code: HttpCodeTarget): IMetric {
    return this.targetGroup.metrics.httpCodeTarget(code, this.everyMinute(Stats.SUM));
  }

  private everyMinute(statistic: string): MetricOptions {
    return { period: Duration.minutes(1), statistic };
  }
}
