/** What an operator sees of the session store: alarms and the row on the dashboard. */
import { GraphWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../../alarm-definition';
import { CacheNodes } from '../cache-nodes';
import type { RedisStoreConfig } from './redis-config';

/** @param group the fixed name of the replication group */
export function redisAlarms(group: string, config: RedisStoreConfig): AlarmDefinition[] {
  const nodes = nodesOf(group, config);
  const definitions: AlarmDefinition[] = [
    {
      id: 'session-store-cpu',
      metric: nodes.busiest('EngineCPUUtilization'),
      threshold: 80,
      periods: 5,
      whatToDo:
        'The session store runs its commands on one core, and that core is nearly full. Take a larger sessionStore.nodeType; look at the slow commands first if the traffic has not grown.',
    },
    {
      id: 'session-store-memory',
      metric: nodes.busiest('DatabaseMemoryUsagePercentage'),
      threshold: 80,
      periods: 5,
      whatToDo:
        'The session store is nearly full and will soon end the sessions that were unused longest. Take a larger sessionStore.nodeType, or shorten sessions.idleSeconds.',
    },
    {
      id: 'session-store-evictions',
      metric: nodes.busiest('Evictions', Stats.SUM),
      threshold: 0,
      periods: 1,
      whatToDo:
        'The session store is full and has signed users out to make room. Take a larger sessionStore.nodeType now.',
    },
    {
      id: 'session-store-sign-in',
      metric: nodes.busiest('AuthenticationFailures', Stats.SUM),
      threshold: 0,
      periods: 1,
      whatToDo:
        "Somebody was refused by the session store. If it is the servers, their role or the store's user has changed; if not, something in the VPC is trying its luck.",
    },
  ];
  if (config.replicas > 0) {
    definitions.push({
      id: 'session-store-replication-lag',
      metric: nodes.busiest('ReplicationLag'),
      threshold: 5,
      periods: 3,
      whatToDo:
        'A replica of the session store is seconds behind: a failover now would lose as many seconds of changes. Look at the network and CPU of the primary.',
    });
  }
  return definitions;
}

/** @param group the fixed name of the replication group */
export function redisWidgets(group: string, config: RedisStoreConfig): IWidget[] {
  const nodes = nodesOf(group, config);
  const graph = (title: string, left: IMetric[]): GraphWidget =>
    new GraphWidget({ title, left, width: 6, height: 6 });
  return [
    graph('Session store: engine CPU %', nodes.each('EngineCPUUtilization')),
    graph('Session store: memory % and evictions', [
      ...nodes.each('DatabaseMemoryUsagePercentage'),
      nodes.busiest('Evictions', Stats.SUM).with({ label: 'evictions' }),
    ]),
    graph('Session store: hit rate %', nodes.each('CacheHitRate', Stats.AVERAGE)),
    graph('Session store: connections and replication lag', [
      ...nodes.each('CurrConnections'),
      ...(config.replicas > 0 ? [nodes.busiest('ReplicationLag').with({ label: 'lag (s)' })] : []),
    ]),
  ];
}

/** ElastiCache numbers the nodes, and keeps the numbers when a replica takes over. */
function nodesOf(group: string, { replicas }: RedisStoreConfig): CacheNodes {
  const names = Array.from({ length: 1 + replicas }, (_, index) => `${group}-00${index + 1}`);
  return new CacheNodes(Object.fromEntries(names.map((name) => [name, { CacheClusterId: name }])));
}
