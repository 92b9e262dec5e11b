import type { KnownMetrics } from '../../known-metrics';

// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html
// and https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.HostLevel.html
export const knownMetrics: readonly KnownMetrics[] = [
  {
    namespace: 'AWS/ElastiCache',
    dimensions: ['CacheClusterId'],
    names: [
      'AuthenticationFailures',
      'CacheHitRate',
      'CacheHits',
      'CacheMisses',
      'CommandAuthorizationFailures',
      'CPUUtilization',
      'CurrConnections',
      'CurrItems',
      'DatabaseMemoryUsagePercentage',
      'EngineCPUUtilization',
      'Evictions',
      'FreeableMemory',
      'IsPrimary',
      'KeyAuthorizationFailures',
      'NetworkBandwidthInAllowanceExceeded',
      'NetworkBandwidthOutAllowanceExceeded',
      'ReplicationLag',
      'SwapUsage',
    ],
  },
];
