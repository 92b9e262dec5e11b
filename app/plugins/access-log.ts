import plugin from 'fastify-plugin';

/** Probes and scrapes come every few seconds: logged only at level debug. */
const QUIET = new Set(['/livez', '/readyz', '/metrics']);

/**
 * One lean line for each answer. No header, body or query is logged: they hold cookies, passwords and
 * addresses. The log's own `reqId` is also sent to the client, who can quote it.
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
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ip: request.ip,
      };
      if (QUIET.has(path)) request.log.debug(line, 'answered');
      else request.log.info(line, 'answered');
    });
  },
  { name: 'access-log' },
);
