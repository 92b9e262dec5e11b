import type { FastifyPluginAsyncJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts';
import { Problem } from '../plugins/problem';
import { changed } from './change';
import { signedIn } from './signed-in';

const body = {
  type: 'object',
  required: ['handle'],
  additionalProperties: false,
  properties: { handle: { type: 'string', minLength: 1, maxLength: 128 } },
} as const;

/** The sessions of the account that asks: to be ended one by one, or all. */
export const sessionsRoutes: FastifyPluginAsyncJsonSchemaToTs = async (app) => {
  app.post('/sessions/revoke', { schema: { body } }, async (request, reply) => {
    const account = await signedIn(request);
    const session = await request.session();
    const { handle } = request.body;
    // One's own ends with its cookie.
    if (handle === session.handle) await session.signOut();
    else if (!(await app.sessions.revoke(account, handle))) {
      throw new Problem(404, 'There is no such session any more.');
    }
    return changed(request, reply, { handle });
  });

  app.post('/sessions/revoke-all', async (request, reply) => {
    const account = await signedIn(request);
    await app.sessions.revokeAll(account);
    // The session that asks has ended with the others: takes its cookie away too.
    await (await request.session()).signOut();
    return changed(request, reply, {});
  });
};
