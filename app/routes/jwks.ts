import type { FastifyInstance } from 'fastify';
import type { KeyRing } from '../keys/key-ring';
import { publicKeySet } from '../session/jwt/key-set';

/** Seconds: much less than a new key stands in the ring before it signs. */
const KEPT = 300;

/** The public keys that other services verify our tokens with (RFC 7517). */
export async function jwksRoutes(
  app: FastifyInstance,
  { keys }: { keys: { readonly ring: KeyRing } },
): Promise<void> {
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    reply.header('cache-control', `public, max-age=${KEPT}`).type('application/jwk-set+json');
    return reply.send(JSON.stringify(publicKeySet(keys.ring)));
  });
}
