import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptsHtml } from '../plugins/accepts-html';

/**
 * Answers a request that changed something: a browser goes back to the page (303, so that a reload
 * doesn't send the form again), a program gets the result.
 */
export function changed(
  request: FastifyRequest,
  reply: FastifyReply,
  result: object,
): FastifyReply {
  return acceptsHtml(request) ? reply.redirect('/', 303) : reply.send(result);
}
