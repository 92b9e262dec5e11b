import type { FastifyInstance } from 'fastify';
import { ACCESS_TOKEN_LIFE, type AccessTokens } from '../session/jwt/access-tokens';
import { signedIn } from './signed-in';

/** A token for who is signed in, to call other services with. The answer has the form of RFC 6749, 5.1. */
export async function tokenRoutes(
  app: FastifyInstance,
  { accessTokens }: { accessTokens: AccessTokens },
): Promise<void> {
  app.post('/token', async (request, reply) => {
    const userId = await signedIn(request);
    const session = await request.session();
    reply.header('cache-control', 'no-store');
    return {
      access_token: accessTokens.write({
        userId,
        sessionId: session.handle!,
        signedInAt: session.createdAt!,
      }),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_LIFE,
    };
  });
}
