import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** What ElastiCache measures on each node of a cache, under fixed names: alarms then do not tie the Web stack to the cache. */
export class CacheNodes {
  /** @param dimensions of each node's metrics, by the node's name for people */
  constructor(private readonly dimensions: Readonly<Record<string, Record<string, string>>>) {}

  /** One line for each node. */
  each(metricName: string, statistic = Stats.MAXIMUM): IMetric[] {
    return Object.keys(this.dimensions).map((node) =>
      this.metric(node, metricName, statistic).with({ label: node }),
    );
  }

  /** The highest value of any node. */
  busiest(metricName: string, statistic = Stats.MAXIMUM): MathExpression {
    const metrics = this.numbered('n', metricName, statistic);
    return new MathExpression({
      expression: `MAX([${Object.keys(metrics).join(', ')}])`,
      usingMetrics: metrics,
      label: metricName,
      period: Duration.minutes(1),
    });
  }

  /** The lowest value of any node. */
  least(metricName: string, statistic = Stats.MINIMUM): MathExpression {
    const metrics = this.numbered('n', metricName, statistic);
    return new MathExpression({
      expression: `MIN([${Object.keys(metrics).join(', ')}])`,
      usingMetrics: metrics,
      label: metricName,
      period: Duration.minutes(1),
    });
  }

  /** How many nodes told anything in a minute. */
  reporting(): MathExpression {
    const metrics = this.numbered('n', 'CurrConnections', Stats.SAMPLE_COUNT);
    const told = Object.keys(metrics).map((name) => `IF(FILL(${name}, 0) > 0, 1, 0)`);
    return new MathExpression({
      expression: told.join(' + '),
      usingMetrics: metrics,
      label: 'nodes',
      period: Duration.minutes(1),
    });
  }

  get count(): number {
    return Object.keys(this.dimensions).length;
  }

  /** A metric of every node, named `prefix1`, `prefix2` and so on for an expression. */
  numbered(prefix: string, metricName: string, statistic: string): Record<string, Metric> {
    return Object.fromEntries(
      Object.keys(this.dimensions).map((node, index) => [
        `${prefix}${index + 1}`,
        this.metric(node, metricName, statistic),
      ]),
    );
  }

  private metric(node: string, metricName: string, statistic: string): Metric {
    return new Metric({
      namespace: 'AWS/ElastiCache',
      metricName,
      dimensionsMap: this.dimensions[node]!,
      statistic,
      period: Duration.minutes(1),
    });
  }
}
