/** What an operator sees of the database: alarms and the row on the dashboard. */
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../../alarm-definition';
import { transactionIdsAlarm } from '../postgres-alarms';
import { maxConnections } from './aurora-config';
import type { AuroraDatabaseConfig } from './aurora-config';

/** @param cluster the fixed name of the database: alarms then do not tie the Web stack to it */
export function auroraAlarms(cluster: string, config: AuroraDatabaseConfig): AlarmDefinition[] {
  return [
    {
      id: 'database-capacity',
      metric: writer(cluster, 'ACUUtilization'),
      threshold: 90,
      periods: 10,
      whatToDo:
        'The database has nearly reached database.maxCapacity and grows no further. Find the statement that costs most in CloudWatch Database Insights; raise database.maxCapacity for longer traffic.',
    },
    {
      id: 'database-cpu',
      metric: writer(cluster, 'CPUUtilization'),
      // Of the capacity that it has just then: below the alarm above it still grows.
      threshold: 90,
      periods: 15,
      whatToDo:
        "The database's CPU has been nearly full for a quarter of an hour: its capacity does not follow the load. Raise database.minCapacity, from which it grows faster, or database.maxCapacity if it has got there.",
    },
    {
      id: 'database-connections',
      metric: writer(cluster, 'DatabaseConnections', Stats.MAXIMUM),
      threshold: Math.floor(maxConnections(config) * 0.8),
      periods: 3,
      whatToDo:
        'Four fifths of the connections that the database allows are open; soon new servers cannot start. Look for sessions idle in transaction (pg_stat_activity), then lower database.poolSize or servers.max, or raise database.maxCapacity.',
    },
    {
      id: 'database-memory',
      metric: writer(cluster, 'FreeableMemory', Stats.MINIMUM),
      threshold: 64 * 1024 ** 2,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 10,
      whatToDo:
        'The database has nearly no memory left. Raise database.minCapacity, or take fewer connections.',
    },
    transactionIdsAlarm(writer(cluster, 'MaximumUsedTransactionIDs', Stats.MAXIMUM)),
    ...readerAlarms(cluster, config),
  ];
}

function readerAlarms(cluster: string, { readers }: AuroraDatabaseConfig): AlarmDefinition[] {
  if (readers === 0) return [];
  return [
    {
      id: 'database-replica-lag',
      metric: metric(cluster, { Role: 'READER' }, 'AuroraReplicaLag', Stats.MAXIMUM),
      // In milliseconds; usually some tens of them.
      threshold: 2000,
      periods: 5,
      whatToDo:
        'A reader is seconds behind the writer, and would begin a failover by catching up. Look at the CPU of the readers and at what the writer writes.',
    },
    {
      id: 'database-reader-cpu',
      metric: metric(cluster, { Role: 'READER' }, 'CPUUtilization', Stats.MAXIMUM),
      threshold: 90,
      periods: 15,
      whatToDo:
        "A reader's CPU has been nearly full for a quarter of an hour. Find the statement that costs most in CloudWatch Database Insights; more readers (database.readers) share what is read, and a higher database.maxCapacity lets each grow.",
    },
  ];
}

/** @param cluster the fixed name of the database */
export function auroraWidgets(cluster: string, config: AuroraDatabaseConfig): IWidget[] {
  const size = { width: 6, height: 6 };
  return [
    new GraphWidget({
      title: 'Database: capacity (ACUs) and CPU %',
      left: [writer(cluster, 'ServerlessDatabaseCapacity')],
      leftAnnotations: [{ value: config.maxCapacity, label: 'database.maxCapacity' }],
      right: [
        writer(cluster, 'CPUUtilization'),
        ...(config.readers > 0
          ? [
              metric(cluster, { Role: 'READER' }, 'CPUUtilization', Stats.MAXIMUM).with({
                label: 'CPUUtilization of the busiest reader',
              }),
            ]
          : []),
      ],
      ...size,
    }),
    new GraphWidget({
      title: 'Database: connections',
      left: [writer(cluster, 'DatabaseConnections', Stats.MAXIMUM)],
      leftAnnotations: [{ value: maxConnections(config), label: 'allowed' }],
      ...size,
    }),
    new GraphWidget({
      title: 'Database: commit and replica latency (ms)',
      left: [
        writer(cluster, 'CommitLatency'),
        ...(config.readers > 0
          ? [metric(cluster, { Role: 'READER' }, 'AuroraReplicaLag', Stats.MAXIMUM)]
          : []),
      ],
      ...size,
    }),
    new GraphWidget({
      title: 'Database: storage used and free memory (bytes)',
      left: [metric(cluster, {}, 'VolumeBytesUsed', Stats.MAXIMUM)],
      right: [writer(cluster, 'FreeableMemory', Stats.MINIMUM)],
      ...size,
    }),
  ];
}

/** Of whichever instance is the writer just then. */
function writer(cluster: string, metricName: string, statistic = Stats.AVERAGE): Metric {
  return metric(cluster, { Role: 'WRITER' }, metricName, statistic);
}

function metric(
  cluster: string,
  dimensions: Readonly<Record<string, string>>,
  metricName: string,
  statistic: string,
): Metric {
  return new Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { DBClusterIdentifier: cluster, ...dimensions },
    statistic,
    period: Duration.minutes(1),
  });
}
