import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A figure that CloudWatch reads off the lines of the servers' log. */
export interface LogMetric {
  /** The lines that count, in CloudWatch's language of filters for JSON. */
  readonly lines: string;
  /** What of such a line is the figure: a field, or a number. */
  readonly value: string;
  readonly unit: Unit;
  /** What there is while no line counts but others come. Without it, nothing, which ends a graph. */
  readonly otherwise?: 0;
  /** By what else it is kept apart: a metric, and its price, for each value there is. */
  readonly by?: Readonly<Record<string, string>>;
}

/** One line for each request that was answered, but for probes (`app/plugins/access-log.ts`). */
const answered = '$.msg = "answered"';
/** One line a minute from each server (`app/plugins/figures.ts`). */
const figures = '{ $.msg = "figures" }';

/**
 * What the servers know and no metric of AWS's own says. `/metrics` of each server says the same by the
 * same definitions, as each comment here notes; a test holds the two against each other.
 *
 * CloudWatch bills each of these as one custom metric for the hours in which it has data, however many
 * servers there are; reading them off the log is free.
 */
export const logMetrics = {
  /**
   * From a request's arrival at the server to the end of its answer. How many there are of it is the
   * number of requests. In /metrics: `http_request_duration_seconds`.
   */
  RequestMilliseconds: { lines: `{ ${answered} }`, value: '$.ms', unit: Unit.MILLISECONDS },
  /** Answers of 500 and above. In /metrics: `http_request_duration_seconds_count{status=~"5.."}`. */
  ServerErrors: {
    lines: `{ ${answered} && $.status >= 500 }`,
    value: '1',
    unit: Unit.COUNT,
    otherwise: 0,
  },
  /**
   * Answers of 503: something that the request needs, and that all servers share, was away or full.
   * In /metrics: `http_request_duration_seconds_count{status="503"}`.
   */
  Refusals: {
    lines: `{ ${answered} && $.status = 503 }`,
    value: '1',
    unit: Unit.COUNT,
    otherwise: 0,
  },
  /** Calls of the session store. In /metrics: `session_store_duration_seconds_count`. */
  SessionStoreCalls: { lines: figures, value: '$.session_store_calls', unit: Unit.COUNT },
  /** Of these, what failed. In /metrics: `…_count{outcome="failed"}`. */
  SessionStoreFailures: { lines: figures, value: '$.session_store_calls_failed', unit: Unit.COUNT },
  /** What all of them took. In /metrics: `session_store_duration_seconds_sum`. */
  SessionStoreMilliseconds: {
    lines: figures,
    value: '$.session_store_milliseconds',
    unit: Unit.MILLISECONDS,
  },
  /** Queries waiting for a connection of the pool, as each minute ends. In /metrics: the same name. */
  DatabaseQueriesWaiting: { lines: figures, value: '$.database_queries_waiting', unit: Unit.COUNT },
  /**
   * Share of its time that the thread which runs a server's code was busy: at 100 the server is full,
   * whatever its CPU says, which has more cores than that. How many there are of it is the number of
   * servers whose log arrives, times minutes. In /metrics: `event_loop_busy_percent`.
   */
  EventLoopBusyPercent: { lines: figures, value: '$.event_loop_busy_percent', unit: Unit.PERCENT },
  /**
   * What a server's event loop was late by, 99th percentile of a minute: something has run that long
   * without a pause, and all requests there waited. In /metrics: `event_loop_lag_milliseconds`.
   */
  EventLoopLagMilliseconds: {
    lines: figures,
    value: '$.event_loop_lag_milliseconds',
    unit: Unit.MILLISECONDS,
  },
  /** Share of a machine's memory in use. In /metrics: `memory_percent`. */
  MemoryPercent: { lines: figures, value: '$.memory_percent', unit: Unit.PERCENT },
  /** Servers that began to listen: once each, unless something ends them. */
  ServerStarts: { lines: '{ $.msg = "started" }', value: '1', unit: Unit.COUNT, otherwise: 0 },
  /** One a minute from each server, by the release it runs: when which one was there. */
  ServerMinutes: { lines: figures, value: '1', unit: Unit.COUNT, by: { Release: '$.release' } },
} as const satisfies Record<string, LogMetric>;

export type LogMetricName = keyof typeof logMetrics;

/** Seconds between the lines of figures of a server: what "a minute" means above. */
export const figuresSeconds = 60;

export interface LogMetricsProps {
  /** The log group of the servers. */
  readonly log: ILogGroup;
  /** Namespace of the metrics. */
  readonly name: string;
}

/** Makes CloudWatch read the figures off the log. */
export class LogMetrics extends Construct {
  constructor(scope: Construct, id: string, props: LogMetricsProps) {
    super(scope, id);
    const definitions: Record<string, LogMetric> = logMetrics;
    for (const [metricName, { lines, value, unit, otherwise, by }] of Object.entries(definitions)) {
      void new MetricFilter(this, metricName, {
        logGroup: props.log,
        filterPattern: FilterPattern.literal(lines),
        metricNamespace: props.name,
        metricName,
        metricValue: value,
        unit,
        ...(otherwise !== undefined && { defaultValue: otherwise }),
        ...(by !== undefined && { dimensions: by }),
      });
    }
  }
}

/** @param name the environment's, as for `LogMetrics` */
export function logMetric(
  name: string,
  metricName: LogMetricName,
  statistic: string = Stats.AVERAGE,
): Metric {
  return new Metric({
    namespace: name,
    metricName,
    statistic,
    period: Duration.minutes(1),
  });
}
