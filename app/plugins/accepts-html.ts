import type { FastifyRequest } from 'fastify';

/** Browsers name text/html in Accept. Everyone else (curl's own Accept is any type) gets JSON. */
export function acceptsHtml(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false;
}
