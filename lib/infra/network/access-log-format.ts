/** One field of a line of the load balancer's access log. */
interface Field {
  readonly column: string;
  readonly type: 'string' | 'int' | 'bigint' | 'double';
  /** It stands between quotes, and may hold spaces. */
  readonly quoted?: true;
}

/**
 * A line of the load balancer's access log, in order.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
export const accessLogFormat: readonly Field[] = [
  { column: 'type', type: 'string' },
  { column: 'time', type: 'string' },
  { column: 'balancer', type: 'string' },
  { column: 'client', type: 'string' },
  { column: 'server', type: 'string' },
  { column: 'request_seconds', type: 'double' },
  { column: 'server_seconds', type: 'double' },
  { column: 'answer_seconds', type: 'double' },
  { column: 'status', type: 'int' },
  { column: 'server_status', type: 'string' },
  { column: 'received_bytes', type: 'bigint' },
  { column: 'sent_bytes', type: 'bigint' },
  { column: 'request', type: 'string', quoted: true },
  { column: 'user_agent', type: 'string', quoted: true },
  { column: 'tls_cipher', type: 'string' },
  { column: 'tls_protocol', type: 'string' },
  { column: 'target_group', type: 'string' },
  { column: 'trace_id', type: 'string', quoted: true },
  { column: 'domain', type: 'string', quoted: true },
  { column: 'certificate', type: 'string', quoted: true },
  { column: 'rule', type: 'string' },
  { column: 'began', type: 'string' },
  { column: 'actions', type: 'string', quoted: true },
  { column: 'redirect', type: 'string', quoted: true },
  { column: 'error', type: 'string', quoted: true },
  { column: 'servers', type: 'string', quoted: true },
  { column: 'server_statuses', type: 'string', quoted: true },
  { column: 'classification', type: 'string', quoted: true },
  { column: 'classification_reason', type: 'string', quoted: true },
];

/** A group for each field; whatever AWS has added since, or adds later, may follow. */
export const accessLogPattern = `${accessLogFormat
  .map(({ quoted }) => (quoted ? '"([^"]*)"' : '([^ ]*)'))
  .join(' ')}.*`;
