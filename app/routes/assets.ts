import type { FastifyPluginAsyncJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts';
import { icon, style } from '../pages/assets';

const params = {
  type: 'object',
  required: ['hash'],
  additionalProperties: false,
  properties: { hash: { type: 'string', pattern: '^[\\w-]{12}$' } },
} as const;

export const assetRoutes: FastifyPluginAsyncJsonSchemaToTs = async (app) => {
  for (const asset of [style, icon]) {
    app.get(`/assets/:hash/${asset.file}`, { schema: { params } }, async (request, reply) => {
      // During a rollout a page of the other release asks for its own: better ours than none, but not
      // to be kept.
      const ours = request.params.hash === asset.hash;
      reply.header('cache-control', ours ? 'public, max-age=31536000, immutable' : 'no-store');
      return reply.type(asset.type).send(asset.body);
    });
  }
};
