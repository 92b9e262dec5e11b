import type { KnownMetrics } from '../../known-metrics';

// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
// and, for the dimensions, https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/dimensions.html
export const knownMetrics: readonly KnownMetrics[] = [
  {
    namespace: 'AWS/RDS',
    dimensions: ['DBClusterIdentifier', 'Role'],
    names: [
      'ACUUtilization',
      'AuroraReplicaLag',
      'BufferCacheHitRatio',
      'CommitLatency',
      'CPUUtilization',
      'DatabaseConnections',
      'DBLoad',
      'FreeableMemory',
      'FreeLocalStorage',
      'MaximumUsedTransactionIDs',
      'ReadLatency',
      'ServerlessDatabaseCapacity',
      'WriteLatency',
    ],
  },
  {
    namespace: 'AWS/RDS',
    dimensions: ['DBClusterIdentifier'],
    names: ['AuroraReplicaLagMaximum', 'ServerlessDatabaseCapacity', 'VolumeBytesUsed'],
  },
];
