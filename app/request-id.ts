import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * A field of X-Amzn-Trace-Id. What a client sends as Root the load balancer leaves as it is, and adds
 * an id of its own as Self; where Self is there, Root is anybody's.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
const SELF = /(?:^|;)Self=(1-[\da-f]{8}-[\da-f]{24})(?:;|$)/;
const ROOT = /(?:^|;)Root=(1-[\da-f]{8}-[\da-f]{24})(?:;|$)/;

/** Nothing that could forge a line of the log, or fill it. */
const HARMLESS = /^[\w.-]{1,64}$/;

/**
 * The id by which a request is found in every log: the one that the load balancer gave it, which its
 * access log has too (`1-67891233-abcdef012345678912345678`, in `trace_id`). Without a load balancer
 * the client's own, if it is harmless, or a new one.
 */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const trace = headers['x-amzn-trace-id'];
  if (typeof trace === 'string') {
    const [, id] = SELF.exec(trace) ?? ROOT.exec(trace) ?? [];
    if (id !== undefined) return id;
  }
  const given = headers['x-request-id'];
  return typeof given === 'string' && HARMLESS.test(given) ? given : randomUUID();
}

/**
 * CloudFront's id of the request, which its own error pages show: undefined where the request did not
 * come that way. A client that reaches the load balancer itself may have made it up.
 */
export function edgeId({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const given = headers['x-amz-cf-id'];
  return typeof given === 'string' && /^[\w=-]{1,64}$/.test(given) ? given : undefined;
}
