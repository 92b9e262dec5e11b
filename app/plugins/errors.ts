import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import type { FastifySchemaValidationError } from 'fastify/types/schema';
import { errorPage } from '../pages/error';
import { acceptsHtml } from './accepts-html';
import { Problem } from './problem';
import { refusalOf } from './refused-address';

export type Refused = FastifyError & { retryAfter?: number };

/** What a browser reads for a status; a 4xx shows its own message instead, where it has one. */
const WORDS: Record<number, { title: string; message: string }> = {
  403: { title: 'Not allowed', message: 'This request was refused.' },
  404: { title: 'Not found', message: 'There is nothing at this address.' },
  409: { title: 'Try again', message: 'Something else happened at the same time.' },
  413: { title: 'Too large', message: 'That is more than can be kept.' },
  429: { title: 'Slow down', message: 'Too many requests in a short time.' },
  503: {
    title: 'Back in a moment',
    message: 'Something this page needs is away. Nothing is lost; try again in a few seconds.',
  },
};
const REFUSED = { title: 'That did not work', message: 'The request was not understood.' };
const FAILED = { title: 'Our mistake', message: 'Something broke here, and it was written down.' };

/** Errors as a page for browsers and as JSON for others. What a 5xx was about stays in the log. */
export const errors = plugin(
  async (app) => {
    app.setErrorHandler(answerError);
    app.setNotFoundHandler((request, reply) =>
      answerError(refusalOf(request) ?? new Problem(404, ''), request, reply),
    );
  },
  { name: 'errors' },
);

export function answerError(
  error: Pick<Refused, 'message' | 'statusCode' | 'retryAfter'>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    // An outage makes one such line a request: no stack, or the log would be the next thing to fail.
    if (status === 503) request.log.warn({ reason: reasons(error) }, 'refused');
    else request.log.error({ err: error }, 'failed');
  }
  const words = WORDS[status] ?? (status < 500 ? REFUSED : FAILED);
  const message = (status < 500 && error.message) || words.message;
  reply.code(status).header('cache-control', 'no-store');
  if (error.retryAfter !== undefined) reply.header('retry-after', error.retryAfter);
  return acceptsHtml(request)
    ? reply
        .type('text/html; charset=utf-8')
        .send(errorPage({ status, title: words.title, message, requestId: request.id }))
    : reply.send({ status, error: words.title, message, requestId: request.id });
}

function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.message}: ${reasons(error.cause)}` : error.message;
}

/**
 * What a field's schema says it should be (`description`), rather than the validator's own words.
 * Needs `ajv.customOptions.verbose`.
 */
export function schemaErrorFormatter(failures: FastifySchemaValidationError[]): Error {
  const [failure] = failures as (FastifySchemaValidationError & {
    parentSchema?: { description?: string; properties?: Record<string, { description?: string }> };
  })[];
  const missing = failure?.params.missingProperty as string | undefined;
  const schema = missing ? failure?.parentSchema?.properties?.[missing] : failure?.parentSchema;
  return new Error(schema?.description ?? `${failure?.instancePath} ${failure?.message}`.trim());
}
