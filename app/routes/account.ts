import type { FastifyPluginAsyncJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts';
import type { FastifyRequest } from 'fastify';
import type { Account } from '../accounts/accounts';
import { EMAIL_LENGTH, PASSWORD_LENGTH } from '../accounts/rules';
import { Problem } from '../plugins/problem';
import { accountLimit } from './account-limit';
import { changed } from './change';
import { backToPage, inForm } from './in-form';

declare module '../session/session' {
  interface SessionData {
    email: string;
  }
}

const email = {
  type: 'string',
  format: 'email',
  maxLength: EMAIL_LENGTH,
  description: 'Give an e-mail address like ann@example.com.',
} as const;

const signUp = {
  type: 'object',
  required: ['email', 'password'],
  additionalProperties: false,
  properties: {
    email,
    password: {
      type: 'string',
      minLength: PASSWORD_LENGTH.min,
      maxLength: PASSWORD_LENGTH.max,
      description: `A password has ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.`,
    },
  },
} as const;

/** Short passwords are refused only where they are made: the rule may have been another one then. */
const signIn = {
  ...signUp,
  properties: {
    email,
    password: {
      type: 'string',
      minLength: 1,
      maxLength: PASSWORD_LENGTH.max,
      description: 'Give your password.',
    },
  },
} as const;

export const accountRoutes: FastifyPluginAsyncJsonSchemaToTs = async (app) => {
  const { SIGN_IN_LIMIT } = app.config;
  const limits = {
    config: { timesAMinute: SIGN_IN_LIMIT },
    preHandler: accountLimit(app, SIGN_IN_LIMIT),
  };

  app.post(
    '/sign-up',
    { schema: { body: signUp }, ...limits, errorHandler: inForm('sign-up') },
    async (request, reply) => {
      const account = await app.accounts.signUp(request.body.email, request.body.password);
      if (!account) throw new Problem(409, 'There is an account with this address already.');
      await begin(request, account);
      return changed(request, reply, { email: account.email });
    },
  );

  app.post(
    '/sign-in',
    { schema: { body: signIn }, ...limits, errorHandler: inForm('sign-in') },
    async (request, reply) => {
      const account = await app.accounts.signIn(request.body.email, request.body.password);
      if (!account) throw new Problem(401, 'The e-mail address or the password is wrong.');
      await begin(request, account);
      return changed(request, reply, { email: account.email });
    },
  );

  app.post('/sign-out', async (request, reply) => {
    await (await request.session()).signOut();
    return changed(request, reply, {});
  });

  app.get('/sign-up', backToPage);
  app.get('/sign-in', backToPage);
};

async function begin(request: FastifyRequest, account: Account): Promise<void> {
  const session = await request.session();
  // Shown on the page, which so needs no query for it.
  session.set('email', account.email);
  await session.signIn(account.id);
}
