import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Form } from '../pages/account-view';
import { acceptsHtml } from '../plugins/accepts-html';
import { answerError, type Refused } from '../plugins/errors';
import { sendHome } from './home';

/** What the user can mend by filling the form in anew. */
const MENDABLE = new Set([400, 401, 409, 429]);

/** A route's `errorHandler`: shows the page again, with the error beside the form and what was typed in it. */
export function inForm(form: Form) {
  return (error: Refused, request: FastifyRequest, reply: FastifyReply): void => {
    const status = error.statusCode ?? 500;
    if (!acceptsHtml(request) || !MENDABLE.has(status)) {
      answerError(error, request, reply);
      return;
    }
    const { email, text } = (request.body ?? {}) as Record<string, unknown>;
    reply.code(status);
    sendHome(request, reply, {
      form,
      message: error.message,
      email: typeof email === 'string' ? email : '',
      text: typeof text === 'string' ? text : '',
    }).catch((failure: Refused) => answerError(failure, request, reply));
  };
}

/** A refused form leaves the browser at the form's address. Asked for again, that is the page too. */
export async function backToPage(
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return reply.redirect('/', 303);
}
