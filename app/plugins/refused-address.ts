import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const REFUSAL = Symbol('refusal');

/** The router can read it, and no route has it. */
const NOWHERE = '//';

type Raw = FastifyRequest['raw'] & { originalUrl?: string | undefined; [REFUSAL]?: FastifyError };

/**
 * For Fastify's option `frameworkErrors`. The router refuses an address that it can't read (`/%zz`) before
 * any hook has run: the answer would have no security headers, and the log no line. So the request goes
 * round again, to nowhere; what to answer there, `refusalOf` tells.
 */
export function routeRefused(
  app: FastifyInstance,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const raw: Raw = request.raw;
  raw[REFUSAL] = error;
  raw.originalUrl = raw.url;
  raw.url = NOWHERE;
  app.routing(raw, reply.raw);
}

/** Why the router refused the address of this request, if it did. */
export function refusalOf(request: FastifyRequest): FastifyError | undefined {
  return (request.raw as Raw)[REFUSAL];
}
