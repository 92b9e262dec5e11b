/** What an operator sees of the session store: alarms and the row on the dashboard. */
import {
  ComparisonOperator,
  GraphWidget,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../../alarm-definition';
import type { CacheNodes } from '../cache-nodes';
import { isSharded } from './group-id';
import type { RedisStoreConfig } from './redis-config';
import { allNodes, nodesOfAlarms } from './redis-nodes';

/**
 * @param name of the environment: the alarms then do not tie the Web stack to the store
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
 */
export function redisAlarms(name: string, config: RedisStoreConfig): AlarmDefinition[] {
  return nodesOfAlarms(name, config).flatMap((some) =>
    alarmsOf(some.nodes, config).map((definition) => ({
      ...definition,
      id: definition.id + some.suffix,
      whatToDo: definition.whatToDo + some.which,
    })),
  );
}

function alarmsOf(nodes: CacheNodes, config: RedisStoreConfig): AlarmDefinition[] {
  const larger = isSharded(config)
    ? 'Raise sessionStore.shards, or take a larger sessionStore.nodeType'
    : 'Take a larger sessionStore.nodeType';
  const definitions: AlarmDefinition[] = [
    {
      id: 'session-store-nodes',
      metric: nodes.reporting(),
      threshold: nodes.count,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 5,
      missing: TreatMissingData.BREACHING,
      whatToDo: config.failover
        ? 'A node of the session store has been silent for five minutes. If it was a primary, a replica has taken over; look at the events of the replication group that it has, and that ElastiCache makes the node anew. Until then the loss of another one may be the loss of sessions.'
        : 'A node of the session store has been silent for five minutes: requests that ask for a session are refused. ElastiCache makes it anew by itself, empty; look at the events of the replication group, and wait. sessionStore.failover would have made it short.',
    },
    {
      id: 'session-store-cpu',
      metric: nodes.busiest('EngineCPUUtilization'),
      threshold: 80,
      periods: 5,
      whatToDo: `A node of the session store runs its commands on one core, and that core is nearly full. ${larger}; look at the slow commands first if the traffic has not grown.`,
    },
    {
      id: 'session-store-host-cpu',
      metric: nodes.busiest('CPUUtilization'),
      threshold: 90,
      periods: 5,
      // Of all cores: on a small node what ElastiCache itself does there takes a good part of them.
      whatToDo:
        'A node of the session store has no CPU left beside what runs the commands: sign-ins, TLS and the copying to replicas are late. Take a larger sessionStore.nodeType; look first whether connections come and go all the time (NewConnections).',
    },
    {
      id: 'session-store-memory',
      metric: nodes.busiest('DatabaseMemoryUsagePercentage'),
      threshold: 80,
      periods: 5,
      whatToDo: `The session store is nearly full and will soon end the sessions that were unused longest. ${larger}, or shorten sessions.idleSeconds.`,
    },
    {
      id: 'session-store-evictions',
      metric: nodes.busiest('Evictions', Stats.SUM),
      threshold: 0,
      periods: 1,
      whatToDo: `The session store is full and has signed users out to make room. ${larger} now.`,
    },
    {
      id: 'session-store-sign-in',
      metric: nodes.busiest('AuthenticationFailures', Stats.SUM),
      threshold: 0,
      periods: 1,
      whatToDo:
        "Somebody was refused by the session store. If it is the servers, their role or the store's user has changed; if not, something in the VPC is trying its luck.",
    },
    ...['Command', 'Key'].map((what) => ({
      id: `session-store-${what.toLowerCase()}s-refused`,
      metric: nodes.busiest(`${what}AuthorizationFailures`, Stats.SUM),
      threshold: 0,
      periods: 1,
      whatToDo: `Somebody who is signed in to the session store was refused a ${what.toLowerCase()}. If it was a new release, name what it needs in lib/infra/data/redis/access-string.ts; if not, somebody uses the role of the servers to look around.`,
    })),
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

/** @param name of the environment */
export function redisWidgets(name: string, config: RedisStoreConfig): IWidget[] {
  const nodes = allNodes(name, config);
  const graph = (title: string, left: IMetric[]): GraphWidget =>
    new GraphWidget({ title, left, width: 6, height: 6 });
  return [
    graph('Session store: engine CPU %', nodes.each('EngineCPUUtilization')),
    graph('Session store: memory % and evictions', [
      ...nodes.each('DatabaseMemoryUsagePercentage'),
      nodes.busiest('Evictions', Stats.SUM).with({ label: 'evictions' }),
    ]),
    new GraphWidget({
      title: 'Session store: hit rate %, and keys',
      left: nodes.each('CacheHitRate', Stats.AVERAGE),
      right: nodes.each('CurrItems'),
      width: 6,
      height: 6,
    }),
    graph('Session store: connections and replication lag', [
      ...nodes.each('CurrConnections'),
      ...(config.replicas > 0 ? [nodes.busiest('ReplicationLag').with({ label: 'lag (s)' })] : []),
    ]),
  ];
}
