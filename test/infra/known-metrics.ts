import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Metrics that AWS publishes under the same dimensions. */
export interface KnownMetrics {
  readonly namespace: string;
  readonly dimensions: readonly string[];
  readonly names: readonly string[];
}

/**
 * The metrics of AWS that the stacks use, as its documentation lists them: an alarm on a name that is
 * not quite right stays green for ever.
 */
export const knownMetrics: readonly KnownMetrics[] = [
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
  {
    namespace: 'AWS/ApplicationELB',
    dimensions: ['LoadBalancer'],
    names: [
      'ActiveConnectionCount',
      'HTTPCode_ELB_4XX_Count',
      'HTTPCode_ELB_5XX_Count',
      'RejectedConnectionCount',
    ],
  },
  {
    namespace: 'AWS/ApplicationELB',
    dimensions: ['LoadBalancer', 'TargetGroup'],
    names: [
      'HealthyHostCount',
      'HTTPCode_Target_4XX_Count',
      'HTTPCode_Target_5XX_Count',
      'RequestCount',
      'TargetConnectionErrorCount',
      'TargetResponseTime',
      'UnHealthyHostCount',
    ],
  },
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
  {
    namespace: 'AWS/AutoScaling',
    dimensions: ['AutoScalingGroupName'],
    names: [
      'GroupDesiredCapacity',
      'GroupInServiceInstances',
      'GroupPendingInstances',
      'GroupTerminatingInstances',
    ],
  },
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
  {
    namespace: 'AWS/EC2',
    dimensions: ['AutoScalingGroupName'],
    names: ['CPUSurplusCreditsCharged', 'CPUUtilization'],
  },
  // https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
  {
    namespace: 'AWS/CertificateManager',
    dimensions: ['CertificateArn'],
    names: ['DaysToExpiry'],
  },
  // https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
  { namespace: 'AWS/WAFV2', dimensions: ['Rule', 'WebACL'], names: ['BlockedRequests'] },
  { namespace: 'AWS/WAFV2', dimensions: ['Region', 'Rule', 'WebACL'], names: ['BlockedRequests'] },
];

/** Those of the stores, each beside the tests of its store: `data/STORE/known-metrics.ts`. */
export async function knownMetricsOfStores(): Promise<KnownMetrics[]> {
  const files = readdirSync(join(__dirname, 'data'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(__dirname, 'data', name, 'known-metrics'))
    .filter((file) => existsSync(`${file}.ts`));
  const modules: { knownMetrics: readonly KnownMetrics[] }[] = await Promise.all(
    files.map(async (file) => import(file)),
  );
  return modules.flatMap((module) => module.knownMetrics);
}
