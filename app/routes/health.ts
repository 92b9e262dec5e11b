import type { FastifyInstance } from 'fastify';

/**
 * Neither asks Redis or PostgreSQL: the load balancer would take every server away at once when the
 * store has an outage, and with them the pages that need no store.
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
