/** What an operator sees of the database: alarms and the row on the dashboard. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../../alarm-definition';
import { maxConnections } from './rds-classes';
import type { RdsDatabaseConfig } from './rds-config';

/** @param instance the fixed name of the database: alarms then do not tie the Web stack to it */
export function rdsAlarms(instance: string, config: RdsDatabaseConfig): AlarmDefinition[] {
  return [
    {
      id: 'database-cpu',
      metric: metric(instance, 'CPUUtilization'),
      threshold: 80,
      periods: 10,
      whatToDo:
        "The database's CPU is nearly full. Find the statement that costs most in CloudWatch Database Insights; a larger database.class helps for longer traffic.",
    },
    {
      id: 'database-connections',
      metric: metric(instance, 'DatabaseConnections', Stats.MAXIMUM),
      threshold: Math.floor(maxConnections(config.class) * 0.8),
      periods: 3,
      whatToDo:
        'Four fifths of the connections that the database allows are open; soon new servers cannot start. Look for sessions idle in transaction (pg_stat_activity), then lower database.poolSize or servers.max, or take a larger database.class.',
    },
    {
      id: 'database-storage',
      metric: metric(instance, 'FreeStorageSpace', Stats.MINIMUM),
      // RDS lets the disk grow once less than a tenth has been free for five minutes.
      threshold: config.storageGiB * 0.05 * 1024 ** 3,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 3,
      whatToDo:
        'The disk is nearly full although it grows by itself: it has reached database.maxStorageGiB, or grew within the last six hours. Raise that limit, or find what fills it.',
    },
    {
      id: 'database-memory',
      metric: metric(instance, 'FreeableMemory', Stats.MINIMUM),
      threshold: 64 * 1024 ** 2,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 10,
      whatToDo:
        'The database has nearly no memory left and will swap. Take a larger database.class, or fewer connections.',
    },
  ];
}

/** @param instance the fixed name of the database */
export function rdsWidgets(instance: string, config: RdsDatabaseConfig): IWidget[] {
  const size = { width: 6, height: 6 };
  return [
    new GraphWidget({
      title: 'Database: CPU %',
      left: [metric(instance, 'CPUUtilization')],
      ...size,
    }),
    new GraphWidget({
      title: 'Database: connections',
      left: [metric(instance, 'DatabaseConnections', Stats.MAXIMUM)],
      leftAnnotations: [{ value: maxConnections(config.class), label: 'allowed' }],
      ...size,
    }),
    new GraphWidget({
      title: 'Database: latency (s)',
      left: [metric(instance, 'ReadLatency'), metric(instance, 'WriteLatency')],
      ...size,
    }),
    new GraphWidget({
      title: 'Database: free storage and memory (bytes)',
      left: [metric(instance, 'FreeStorageSpace', Stats.MINIMUM)],
      right: [metric(instance, 'FreeableMemory', Stats.MINIMUM)],
      ...size,
    }),
  ];
}

function metric(instance: string, metricName: string, statistic = Stats.AVERAGE): Metric {
  return new Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { DBInstanceIdentifier: instance },
    statistic,
    period: Duration.minutes(1),
  });
}
