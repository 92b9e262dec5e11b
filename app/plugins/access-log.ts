import plugin from 'fastify-plugin';
import { edgeId } from '../request-id';
import { isProbe, routeOf } from './route-of';

/**
 * One lean line for each answer. No header, body or query is logged: they hold cookies, passwords and
 * addresses. The log's own `reqId` is also sent to the client, who can quote it. CloudWatch counts and
 * measures requests by these lines (`lib/infra/web/log-metrics.ts`), as /metrics does by the same hook.
 */
export const accessLog = plugin(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id);
    });
    app.addHook('onResponse', async (request, reply) => {
      const path = request.originalUrl.split('?', 1)[0] ?? '';
      const line = {
        method: request.method,
        path: path.slice(0, 200),
        route: routeOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ip: request.ip,
        edge: edgeId(request.raw),
      };
      // Every few seconds: another word, as these are no requests of anybody's.
      if (isProbe(line.route)) request.log.debug(line, 'probed');
      else request.log.info(line, 'answered');
    });
  },
  { name: 'access-log' },
);
