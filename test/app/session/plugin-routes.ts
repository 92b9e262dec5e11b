import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** Routes that end in the ways that a route can end in, each after a change of the session. */
export function addRoutesOfAllEnds(app: FastifyInstance): { closedStreams: string[] } {
  const closedStreams: string[] = [];
  app.post('/redirect', async (request, reply) => {
    const session = await request.session();
    session.set('text', 'done');
    return reply.redirect('/read', 303);
  });
  app.post('/stream', async (request, reply) => {
    request.unreadSession().increment('n');
    const stream = Readable.from(['streamed']);
    stream.once('close', () => closedStreams.push('stream'));
    return reply.send(stream);
  });
  app.post('/throws', async (request) => {
    request.unreadSession().increment('n');
    throw new Error('after a change');
  });
  app.post('/swallows', async (request) => {
    const session = request.unreadSession();
    session.increment('n');
    await session.save().catch(() => {});
    return 'ok';
  });
  app.post('/hijacks', async (request, reply) => {
    const session = request.unreadSession();
    session.increment('n');
    await session.save();
    reply.hijack();
    reply.raw.end('raw');
  });
  app.post('/own-cookie', async (request, reply) => {
    request.unreadSession().increment('n');
    return reply.header('set-cookie', 'theme=dark').send('ok');
  });
  return { closedStreams };
}
