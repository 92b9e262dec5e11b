/** What an operator sees of the session store: alarms and the row on the dashboard. */
import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  GraphWidget,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../../alarm-definition';
import { CacheNodes } from '../cache-nodes';
import { memcachedNodeTypes } from './memcached-config';
import type { MemcachedStoreConfig } from './memcached-config';
import { nodeIds } from './node-ids';

/**
 * @param cluster the fixed name of the nodes' cluster
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
 */
export function memcachedAlarms(cluster: string, config: MemcachedStoreConfig): AlarmDefinition[] {
  const nodes = nodesOf(cluster, config);
  return [
    {
      id: 'session-store-nodes',
      metric: nodes.reporting(),
      threshold: config.nodes,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 5,
      missing: TreatMissingData.BREACHING,
      whatToDo:
        'A node of the session store has been silent for five minutes: the requests of the visitors whose sessions it holds are refused. ElastiCache replaces it by itself, empty; look at the events of the cluster, and wait.',
    },
    {
      id: 'session-store-cpu',
      metric: nodes.busiest('CPUUtilization'),
      // Memcached uses every core.
      threshold: 90,
      periods: 5,
      whatToDo:
        'A node of the session store has nearly no CPU left. Add a node (sessionStore.nodes); look which of them is busiest first.',
    },
    {
      id: 'session-store-memory',
      metric: nodes.least('UnusedMemory'),
      threshold: Math.floor(memcachedNodeTypes[config.nodeType].memoryGiB * 0.2 * 1024 ** 3),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 5,
      whatToDo:
        'A node of the session store is nearly full and will soon end the sessions that were unused longest. Add a node (sessionStore.nodes), or shorten sessions.idleSeconds.',
    },
    {
      id: 'session-store-evictions',
      metric: nodes.busiest('Evictions', Stats.SUM),
      threshold: 0,
      periods: 1,
      whatToDo:
        'The session store is full and has signed users out to make room. Add a node now (sessionStore.nodes).',
    },
    {
      id: 'session-store-swap',
      metric: nodes.busiest('SwapUsage'),
      threshold: 50 * 1024 ** 2,
      periods: 5,
      whatToDo:
        'A node of the session store swaps, which makes it slow. Its connections take what the sessions leave: look how many there are, and add a node (sessionStore.nodes).',
    },
  ];
}

/** @param cluster the fixed name of the nodes' cluster */
export function memcachedWidgets(cluster: string, config: MemcachedStoreConfig): IWidget[] {
  const nodes = nodesOf(cluster, config);
  const graph = (title: string, left: IMetric[]): GraphWidget =>
    new GraphWidget({ title, left, width: 6, height: 6 });
  return [
    graph('Session store: CPU %', nodes.each('CPUUtilization')),
    new GraphWidget({
      title: 'Session store: unused memory (bytes) and evictions',
      left: nodes.each('UnusedMemory', Stats.MINIMUM),
      right: [nodes.busiest('Evictions', Stats.SUM).with({ label: 'evictions' })],
      width: 6,
      height: 6,
    }),
    new GraphWidget({
      title: 'Session store: hit rate %, and items',
      left: [hitRate(nodes)],
      right: nodes.each('CurrItems'),
      width: 6,
      height: 6,
    }),
    graph('Session store: connections and lost races', [
      ...nodes.each('CurrConnections'),
      nodes.busiest('CasBadval', Stats.SUM).with({ label: 'lost races' }),
    ]),
  ];
}

function nodesOf(cluster: string, config: MemcachedStoreConfig): CacheNodes {
  return new CacheNodes(
    Object.fromEntries(
      nodeIds(config).map((id) => [id, { CacheClusterId: cluster, CacheNodeId: id }]),
    ),
  );
}

function hitRate(nodes: CacheNodes): MathExpression {
  const hits = nodes.numbered('hits', 'GetHits', Stats.SUM);
  const misses = nodes.numbered('misses', 'GetMisses', Stats.SUM);
  const sum = (metrics: object): string => `SUM([${Object.keys(metrics).join(', ')}])`;
  return new MathExpression({
    expression: `100 * ${sum(hits)} / (${sum(hits)} + ${sum(misses)})`,
    usingMetrics: { ...hits, ...misses },
    label: 'hit rate %',
    period: Duration.minutes(1),
  });
}
