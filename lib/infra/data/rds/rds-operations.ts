/** What an operator sees of the database: alarms and the row on the dashboard. */
import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  GraphWidget,
  MathExpression,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../../alarm-definition';
import { transactionIdsAlarm } from '../postgres-alarms';
import { isBurstable, maxConnections } from './rds-classes';
import { replicaNames } from './read-replica';
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
    {
      id: 'database-disk-balance',
      metric: lowest([metric(instance, 'EBSIOBalance%'), metric(instance, 'EBSByteBalance%')]),
      threshold: 10,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 5,
      whatToDo:
        'The way to the disk has been busier than database.class can keep up, and what was saved up for that is nearly used: soon every read and write waits. Find the statement that reads most in CloudWatch Database Insights (an index may be missing); a larger database.class has a wider way.',
    },
    transactionIdsAlarm(metric(instance, 'MaximumUsedTransactionIDs', Stats.MAXIMUM)),
    ...creditAlarms(instance, config),
    ...replicaAlarms(instance, config),
  ];
}

/** The t classes go on at full speed without credits, and AWS sends a bill for it. */
function creditAlarms(instance: string, config: RdsDatabaseConfig): AlarmDefinition[] {
  if (!isBurstable(config.class)) return [];
  return [
    {
      id: 'database-cpu-credits',
      // Told every five minutes.
      metric: metric(instance, 'CPUSurplusCreditsCharged', Stats.SUM).with({
        period: Duration.minutes(5),
      }),
      threshold: 0,
      periods: 3,
      whatToDo:
        'The database uses more CPU, day in, day out, than the price of its class pays for, and what is above that is billed by the hour. Find the statement that costs most in CloudWatch Database Insights; if the traffic is there to stay, a database.class of m or r costs less.',
    },
  ];
}

function replicaAlarms(instance: string, { readReplicas }: RdsDatabaseConfig): AlarmDefinition[] {
  if (readReplicas === 0) return [];
  const each = (metricName: string): Metric[] =>
    replicaNames(instance, readReplicas).map((name) => metric(name, metricName, Stats.MAXIMUM));
  return [
    {
      id: 'database-replica-lag',
      // One that says nothing is taken for an hour behind.
      metric: highest(each('ReplicaLag'), (name) => `FILL(${name}, 3600)`),
      // With nothing to copy it seems to be up to five minutes behind.
      threshold: 600,
      periods: 5,
      whatToDo:
        'A read replica is ten minutes behind the database, or says nothing, and answers with what was. Look at its events and its CPU, and for long queries on it, which keep it from following (pg_stat_activity on the replica). Without it (database.readReplicas) the others answer, or the database.',
    },
    {
      id: 'database-replica-cpu',
      metric: highest(each('CPUUtilization')),
      threshold: 80,
      periods: 10,
      whatToDo:
        "A read replica's CPU is nearly full. Find the statement that costs most in CloudWatch Database Insights; more replicas (database.readReplicas) share what is read.",
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
    ...burstWidgets(instance, config),
    ...replicaWidgets(instance, config),
  ];
}

function burstWidgets(instance: string, config: RdsDatabaseConfig): IWidget[] {
  if (!isBurstable(config.class)) return [];
  return [
    new GraphWidget({
      title: 'Database: CPU credits left, and charged beyond them',
      left: [metric(instance, 'CPUCreditBalance').with({ period: Duration.minutes(5) })],
      right: [
        metric(instance, 'CPUSurplusCreditsCharged', Stats.SUM).with({
          period: Duration.minutes(5),
        }),
      ],
      width: 12,
      height: 6,
    }),
  ];
}

function replicaWidgets(instance: string, { readReplicas }: RdsDatabaseConfig): IWidget[] {
  if (readReplicas === 0) return [];
  const each = (metricName: string): Metric[] =>
    replicaNames(instance, readReplicas).map((name) =>
      metric(name, metricName, Stats.MAXIMUM).with({ label: name }),
    );
  return [
    new GraphWidget({
      title: 'Database: lag of the replicas (s), and their CPU %',
      left: each('ReplicaLag'),
      right: each('CPUUtilization'),
      width: 12,
      height: 6,
    }),
  ];
}

function highest(
  metrics: readonly Metric[],
  read = (name: string): string => name,
): MathExpression {
  return over('MAX', metrics, read);
}

function lowest(metrics: readonly Metric[]): MathExpression {
  return over('MIN', metrics, (name) => name);
}

function over(
  operation: 'MAX' | 'MIN',
  metrics: readonly Metric[],
  read: (name: string) => string,
): MathExpression {
  const numbered = Object.fromEntries(metrics.map((each, index) => [`m${index + 1}`, each]));
  return new MathExpression({
    expression: `${operation}([${Object.keys(numbered).map(read).join(', ')}])`,
    usingMetrics: numbered,
    label: metrics[0]!.metricName,
    period: Duration.minutes(1),
  });
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
