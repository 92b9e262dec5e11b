import type { FastifyPluginAsyncJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts';
import type { CartLine } from '../pages/view';
import type { Session } from '../session/session';
import { changed } from './change';

const ITEMS = ['Apples', 'Bread', 'Coffee', 'Honey'] as const;

/** A key for each item: two servers that add at the same time both count. In one key, one would be lost. */
type CartKey = `cart:${(typeof ITEMS)[number]}`;

declare module '../session/session' {
  interface SessionData extends Record<CartKey, number> {}
}

const body = {
  type: 'object',
  required: ['item'],
  additionalProperties: false,
  properties: {
    item: { type: 'string', enum: ITEMS, description: `One of ${ITEMS.join(', ')}.` },
  },
} as const;

export function cartLines(session: Session): CartLine[] {
  return ITEMS.map((item) => ({ item, amount: session.get(`cart:${item}`) ?? 0 }));
}

export const cartRoutes: FastifyPluginAsyncJsonSchemaToTs = async (app) => {
  app.post('/cart', { schema: { body } }, async (request, reply) => {
    const { item } = request.body;
    const session = request.unreadSession();
    session.increment(`cart:${item}`);
    await session.save();
    return changed(request, reply, { item, amount: session.get(`cart:${item}`) });
  });

  app.post('/cart/remove', { schema: { body } }, async (request, reply) => {
    const { item } = request.body;
    const session = request.unreadSession();
    session.delete(`cart:${item}`);
    await session.save();
    return changed(request, reply, { item, amount: 0 });
  });
};
