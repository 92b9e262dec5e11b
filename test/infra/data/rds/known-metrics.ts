import type { KnownMetrics } from '../../known-metrics';

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
export const knownMetrics: readonly KnownMetrics[] = [
  {
    namespace: 'AWS/RDS',
    dimensions: ['DBInstanceIdentifier'],
    names: [
      'BurstBalance',
      'CPUCreditBalance',
      'CPUSurplusCreditsCharged',
      'CPUUtilization',
      'DatabaseConnections',
      'DBLoad',
      'DBLoadCPU',
      'DiskQueueDepth',
      'EBSByteBalance%',
      'EBSIOBalance%',
      'FreeableMemory',
      'FreeStorageSpace',
      'MaximumUsedTransactionIDs',
      'OldestReplicationSlotLag',
      'ReadIOPS',
      'ReadLatency',
      'ReplicaLag',
      'SwapUsage',
      'TransactionLogsDiskUsage',
      'WriteIOPS',
      'WriteLatency',
    ],
  },
];
