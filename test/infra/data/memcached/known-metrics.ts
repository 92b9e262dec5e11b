import type { KnownMetrics } from '../../known-metrics';

// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Memcached.html
// and https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.HostLevel.html
export const knownMetrics: readonly KnownMetrics[] = [
  {
    namespace: 'AWS/ElastiCache',
    dimensions: ['CacheClusterId', 'CacheNodeId'],
    names: [
      'CasBadval',
      'CasHits',
      'CPUUtilization',
      'CurrConnections',
      'CurrItems',
      'Evictions',
      'FreeableMemory',
      'GetHits',
      'GetMisses',
      'NetworkBandwidthInAllowanceExceeded',
      'NetworkBandwidthOutAllowanceExceeded',
      'SwapUsage',
      'UnusedMemory',
    ],
  },
];
