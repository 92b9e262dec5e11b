import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A question to the servers' log that somebody has already put into words. */
export interface LogQuery {
  readonly name: string;
  /** In the language of CloudWatch Logs Insights; a line that starts with # is for the reader. */
  readonly lines: readonly string[];
}

/**
 * Shown in CloudWatch under Logs Insights, Saved queries, in a folder named for the environment. To
 * keep them is free; to run one is billed by the GB that it reads, so choose the time before.
 * The fields are those of `app/plugins/access-log.ts`, `errors.ts` and `figures.ts`.
 */
export const logQueries: readonly LogQuery[] = [
  {
    name: 'Request by id',
    lines: [
      '# Put the id in place of ID: an error page shows it, and every answer has it as X-Request-Id.',
      "# The load balancer's access log knows it as trace_id. For the id on a page of CloudFront's own,",
      '# ask for edge in place of reqId.',
      'fields @timestamp, level, msg, method, path, status, ms, reason, err.message, ip, server, edge',
      '| filter reqId = "ID"',
      '| sort @timestamp',
    ],
  },
  {
    name: 'Errors by route',
    lines: [
      'filter msg = "answered" and status >= 500',
      '| stats count(*) as errors, latest(reqId) as newest by route, status',
      '| sort errors desc',
    ],
  },
  {
    name: 'Errors by cause',
    lines: [
      'filter level in ["error", "fatal"] or msg = "refused"',
      '| stats count(*) as errors, latest(reqId) as newest by coalesce(err.message, reason, msg) as cause',
      '| sort errors desc',
    ],
  },
  {
    name: 'Slowest requests',
    lines: [
      'filter msg = "answered"',
      '| fields @timestamp, ms, method, path, status, reqId, server',
      '| sort ms desc',
      '| limit 50',
    ],
  },
  {
    name: 'Time by route',
    lines: [
      'filter msg = "answered"',
      '| stats count(*) as requests, pct(ms, 50) as p50, pct(ms, 95) as p95, pct(ms, 99) as p99, max(ms) as slowest by method, route',
      '| sort p99 desc',
    ],
  },
  {
    name: 'Refused requests by address',
    lines: [
      '# 429 is a limit that somebody has reached, 403 a request from another site.',
      'filter msg = "answered" and status in [400, 403, 413, 429]',
      '| stats count(*) as refused by ip, status, route',
      '| sort refused desc',
    ],
  },
  {
    name: 'Sign-ins refused',
    lines: [
      '# Many from one address: somebody tries passwords. Many from everywhere: look at what has changed.',
      'filter msg = "answered" and route = "/sign-in" and status in [401, 429]',
      '| stats count(*) as refused, latest(@timestamp) as newest by ip, status',
      '| sort refused desc',
    ],
  },
  {
    name: "One server's life",
    lines: [
      '# Put the id of the instance (i-…) in place of INSTANCE: from its first boot on, without requests.',
      'fields @timestamp, @message',
      '| filter @logStream like "INSTANCE" and (not ispresent(msg) or msg != "answered")',
      '| sort @timestamp',
      '| limit 1000',
    ],
  },
];

/** What of the log the dashboard shows: the newest errors, in full. */
export const newestErrors: readonly string[] = [
  'fields @timestamp, level, msg, coalesce(err.message, reason) as cause, reqId, server',
  'filter level in ["error", "fatal"] or msg = "refused"',
  'sort @timestamp desc',
  'limit 50',
];

export interface LogQueriesProps {
  /** The folder of the queries. */
  readonly name: string;
  readonly logGroupName: string;
}

/** Saves the queries where an operator finds them. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, props: LogQueriesProps) {
    super(scope, id);
    for (const { name, lines } of logQueries) {
      void new CfnQueryDefinition(this, name.replaceAll(/\W/g, ''), {
        name: `${props.name}/${name}`,
        logGroupNames: [props.logGroupName],
        queryString: lines.join('\n'),
      });
    }
  }
}
