import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Nothing that could forge a log line, and short. The ALB's: Root=1-67891233-abcdef012345678912345678 */
const HARMLESS = /^[\w=;:.-]{1,128}$/;

/** The id that the load balancer or the client gave the request, so that their logs and ours meet; else a new one. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-amzn-trace-id'] ?? request.headers['x-request-id'];
  return typeof given === 'string' && HARMLESS.test(given) ? given : randomUUID();
}
