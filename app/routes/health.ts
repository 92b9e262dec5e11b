import type { FastifyInstance } from 'fastify';

/**
 * Neither asks what all servers share: the load balancer would take every server away at once when that
 * has an outage, and with them the pages that don't need it.
 */
export async function healthRoutes(app: FastifyInstance): Promise<void> {
  /** The process turns. */
  app.get('/livez', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { status: 'alive' };
  });

  /** This server may be sent requests: from SIGTERM on it may not. */
  app.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!app.isDraining()) return { status: 'ready' };
    return reply.code(503).send({ status: 'draining' });
  });
}
