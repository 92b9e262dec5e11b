import type { FastifyPluginAsyncJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts';
import { Problem } from '../plugins/problem';
import { changed } from './change';
import { backToPage, inForm } from './in-form';
import { signedIn } from './signed-in';

const newNote = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: {
    text: {
      type: 'string',
      minLength: 1,
      maxLength: 500,
      // PostgreSQL's text can't hold it.
      pattern: '^[^\\u0000]*$',
      description: 'A note has 1 to 500 characters.',
    },
  },
} as const;

const oldNote = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^\\d{1,18}$', description: 'The id of a note is a number.' },
  },
} as const;

export const notesRoutes: FastifyPluginAsyncJsonSchemaToTs = async (app) => {
  app.post(
    '/notes',
    { schema: { body: newNote }, errorHandler: inForm('note') },
    async (request, reply) => {
      const account = await signedIn(request);
      return changed(request, reply, await app.notes.add(account, request.body.text));
    },
  );

  app.post('/notes/remove', { schema: { body: oldNote } }, async (request, reply) => {
    const account = await signedIn(request);
    if (!(await app.notes.remove(account, request.body.id))) {
      throw new Problem(404, 'There is no such note.');
    }
    return changed(request, reply, { id: request.body.id });
  });

  app.get('/notes', backToPage);
};
