import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on /readyz says 503 and each answer ends its connection; requests are still served. */
    drain: () => void;
    isDraining: () => boolean;
  }
}

/** Lets the load balancer and the clients move to other servers before this one stops. */
export const drain = plugin(
  async (app) => {
    let draining = false;
    app.decorate('isDraining', () => draining);
    app.decorate('drain', () => {
      draining = true;
    });
    // When the answer leaves, not when the request comes: one that runs at the time must not leave an
    // open connection behind either.
    app.addHook('onSend', async (_request, reply) => {
      if (draining) reply.header('connection', 'close');
    });
  },
  { name: 'drain' },
);
