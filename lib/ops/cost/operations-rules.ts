import type { BillLine, BilledResource, CostRules } from './bill';

/** Up to so many metrics a dashboard is a basic one. https://aws.amazon.com/cloudwatch/pricing/ */
const basicDashboard = 50;

/** CloudWatch, and secrets. */
export const operationsRules: CostRules = {
  'AWS::CloudWatch::Alarm': ({ properties, region }) => {
    // An alarm over an expression is billed for each metric that it looks at.
    const looked = ((properties['Metrics'] ?? []) as { MetricStat?: object }[]).filter(
      ({ MetricStat }) => MetricStat !== undefined,
    ).length;
    return [
      {
        what: 'Alarms, by the metrics they look at',
        count: Math.max(1, looked),
        unit: 'metric',
        price: { service: 'AmazonCloudWatch', region, usageType: 'CW:AlarmMonitorUsage' },
      },
    ];
  },

  'AWS::CloudWatch::Dashboard': (resource) => [
    {
      what: 'Dashboard',
      count: 1,
      unit: 'dashboard',
      price: {
        service: 'AmazonCloudWatch',
        usageType:
          metricsShown(resource) > basicDashboard
            ? 'DashboardsUsageHour'
            : 'DashboardsUsageHour-Basic',
      },
    },
  ],

  'AWS::Logs::MetricFilter': ({ properties, region }) => [
    metrics(region, 'Metrics made from logs', properties['MetricTransformations'].length),
  ],

  'AWS::Logs::LogGroup': ({ region }) => [
    {
      what: 'Logs taken in by CloudWatch',
      unit: 'GB',
      price: { service: 'AmazonCloudWatch', region, usageType: 'DataProcessing-Bytes' },
      assume: 'log-gb',
    },
    {
      what: 'Logs kept by CloudWatch',
      unit: 'GB',
      price: { service: 'AmazonCloudWatch', region, usageType: 'TimedStorage-ByteHrs' },
      assume: 'kept-log-gb',
    },
  ],

  'AWS::Athena::WorkGroup': ({ region }) => [
    {
      what: 'Logs in S3 read by queries',
      unit: 'TB',
      price: { service: 'AmazonAthena', region, usageType: 'DataScannedInTB' },
      assume: 'queried-tb',
    },
  ],

  'AWS::SecretsManager::Secret': ({ region }) => secretLines(region),
};

/** Metrics that CloudWatch does not make by itself. */
export function metrics(region: string, what: string, count: number): BillLine {
  return {
    what,
    count,
    unit: 'metric',
    price: { service: 'AmazonCloudWatch', region, usageType: 'CW:MetricMonitorUsage' },
  };
}

/** One secret, whoever made it. */
export function secretLines(region: string): BillLine[] {
  const of = (usageType: string) => ({ service: 'AWSSecretsManager', region, usageType });
  return [
    { what: 'Secret', count: 1, unit: 'secret', price: of('AWSSecretsManager-Secrets') },
    {
      what: 'Reading secrets',
      unit: 'request',
      price: of('AWSSecretsManagerAPIRequest'),
      assume: 'secret-requests',
    },
  ];
}

/** How many metrics a dashboard draws: CloudFormation's references in its text count as text. */
function metricsShown({ properties }: BilledResource): number {
  const body: unknown = properties['DashboardBody'];
  const parts =
    typeof body === 'string'
      ? [body]
      : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'reference')).join('');
  const { widgets } = JSON.parse(text) as { widgets: { properties?: { metrics?: unknown[][] } }[] };
  return widgets
    .flatMap((widget) => widget.properties?.metrics ?? [])
    .filter(([first]) => typeof first === 'string').length;
}
