import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { isRealRedis } from '../redis/own-redis';
import { AppUnderTest, ask } from './app-under-test';

let test: AppUnderTest;
let app: FastifyInstance;

beforeAll(async () => {
  test = await AppUnderTest.open();
  app = await test.server({}, (server) => {
    server.addHook('onRequest', async () => loseStore('onRequest'));
    server.addHook('onSend', async () => loseStore('onSend'));
  });
  app.post('/redirect', async (request, reply) => {
    const session = await request.session();
    session.set('text', 'done');
    return reply.redirect('/read', 303);
  });
  app.post('/stream', async (request, reply) => {
    request.unreadSession().increment('n');
    const stream = Readable.from(['streamed']);
    stream.once('close', () => closed.push('stream'));
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
});

afterAll(() => test.close());

afterEach(() => storeIsBack());

async function storeIsBack(): Promise<void> {
  test.network.resume();
  expect(await test.redis.ready(10_000)).toBe(true);
}

const closed: string[] = [];

/** When the store is lost: on the way in, or when the route is done and nothing is stored yet. */
let storeGoes = 'never';

function loseStore(moment: string): void {
  if (storeGoes === moment) test.network.refuse();
}

const post = (path: string, cookie?: string) => ask(app, 'POST', path, cookie);
const get = (path: string, cookie?: string) => ask(app, 'GET', path, cookie);

/** What the session is to a request with this cookie. */
async function sessionOf(cookie?: string, server = app) {
  const { body } = await ask(server, 'GET', '/read', cookie);
  const seen: { n: number | null; userId: string | null; isNew: boolean } = JSON.parse(body);
  return seen;
}

async function visitor(): Promise<string> {
  return (await post('/count')).cookie!;
}

/** The commands that pass to Redis while something is done. */
async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = test.network.commands.length;
  await work();
  return test.network.commands.slice(before);
}

describe('what a request costs', () => {
  it('is nothing for a route that does not ask', async () => {
    const cookie = await visitor();
    const commands = await commandsOf(() => get('/nothing', cookie));
    expect(commands).toEqual([]);
  });

  it('is nothing for a visitor without a cookie', async () => {
    expect(await commandsOf(() => get('/read'))).toEqual([]);
  });

  it('is nothing for a cookie that can not be ours', async () => {
    const commands = await commandsOf(async () => {
      for (const cookie of ['id=', 'id=x', 'id="', `id=${'x'.repeat(4000)}`, 'id=%00', '=;;id']) {
        expect(await sessionOf(cookie)).toMatchObject({ isNew: true });
      }
    });
    expect(commands).toEqual([]);
  });

  it('is one HGETALL to read', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => get('/read', cookie))).toEqual(['HGETALL']);
  });

  it('is one EVALSHA to write without reading', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => post('/count-unread', cookie))).toEqual(['EVALSHA']);
  });

  it('is one of each to read and to write', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => post('/count', cookie))).toEqual(['HGETALL', 'EVALSHA']);
  });

  it('is one EVAL more when Redis has forgotten the script', async () => {
    const cookie = await visitor();
    await test.store.ask('SCRIPT', 'FLUSH');
    const first = await commandsOf(() => post('/count-unread', cookie));
    const second = await commandsOf(() => post('/count-unread', cookie));
    expect([first, second]).toEqual([['EVALSHA', 'EVAL'], ['EVALSHA']]);
    expect(await sessionOf(cookie)).toMatchObject({ n: 3 });
  });
});

// The embedded one keeps no statistics.
(isRealRedis ? describe : describe.skip)('what a request costs, by Redis’s own count', () => {
  it('is one HGETALL to read', async () => {
    const cookie = await visitor();
    await test.store.ask('CONFIG', 'RESETSTAT');
    for (let i = 0; i < 10; i++) await get('/read', cookie);
    const statistics = await test.store.ask<string>('INFO', 'commandstats');
    const calls = [...statistics.matchAll(/cmdstat_(\w+):calls=(\d+)/g)]
      .map(([, name, count]) => [name, Number(count)])
      .filter(([name]) => name !== 'config|resetstat' && name !== 'config' && name !== 'info');
    expect(calls).toEqual([['hgetall', 10]]);
  });
});

describe('the cookie', () => {
  it('is set when the session begins, with an answer that nobody may keep', async () => {
    const answer = await post('/count');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^id=[\w-]{47}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is Secure and bound to the host where the public URL is https', async () => {
    const secure = await test.server({ cookie: { name: '__Host-session', secure: true } });
    const answer = await ask(secure, 'POST', '/count');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-session=[\w-]{47}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(await sessionOf(answer.cookie, secure)).toMatchObject({ n: 1 });
  });

  it('is not set for who stores nothing, and not again for who has it', async () => {
    const cookie = await visitor();
    const answers = [await get('/read'), await get('/read', cookie), await post('/count', cookie)];
    for (const { headers } of answers) {
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('cache-control')).toBeNull();
    }
  });

  it('changes at sign-in and goes at sign-out', async () => {
    const before = await visitor();
    const after = (await post('/sign-in', before)).cookie!;
    expect(after).not.toBe(before);
    expect(await sessionOf(after)).toEqual({ n: 1, userId: 'ann', isNew: false });
    expect(await sessionOf(before)).toMatchObject({ userId: null, isNew: true });
    const out = await post('/sign-out', after);
    expect(out.headers.get('set-cookie')).toBe('id=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax');
    expect(await sessionOf(after)).toMatchObject({ userId: null, isNew: true });
  });

  it('stands beside cookies of the route', async () => {
    const { headers } = await post('/own-cookie');
    expect(headers.getSetCookie()).toEqual(['theme=dark', expect.stringMatching(/^id=/)]);
  });

  it('is found among others, and not taken for one whose name ends alike', async () => {
    const cookie = await visitor();
    for (const header of [
      `a=b; ${cookie}; c=d`,
      `a=b;${cookie}`,
      `id=planted; ${cookie}`,
      `${cookie}; id=`,
      `${cookie}; ${cookie}`,
    ]) {
      expect(await sessionOf(header)).toMatchObject({ n: 1 });
    }
    expect(await sessionOf(`my${cookie}`)).toMatchObject({ isNew: true });
  });

  it('is none when there are two, whichever comes first', async () => {
    const [mine, planted] = [await visitor(), await visitor()];
    for (const header of [`${mine}; ${planted}`, `${planted}; ${mine}`]) {
      expect(await sessionOf(header)).toMatchObject({ isNew: true, n: null });
    }
  });

  it('stays when the session is gone: a parallel sign-in may be about to replace it', async () => {
    const cookie = await visitor();
    await test.store.ask('FLUSHALL');
    const answer = await get('/read', cookie);
    expect(JSON.parse(answer.body)).toMatchObject({ isNew: true });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });
});

describe('the reply', () => {
  it.each(['/redirect', '/stream', '/throws', '/hijacks', '/count'])(
    'leaves after the change is stored: %s',
    async (url) => {
      const cookie = await visitor();
      const other = await test.server();
      await post(url, cookie);
      expect(await sessionOf(cookie, other)).toMatchObject({ n: url === '/redirect' ? 1 : 2 });
    },
  );

  it.each([
    ['/redirect', 303],
    ['/stream', 200],
    ['/throws', 500],
  ])('carries a new cookie: %s', async (url, status) => {
    const answer = await post(url);
    expect(answer.status).toBe(status);
    expect(answer.cookie).toMatch(/^id=/);
  });

  it.each([
    ['/redirect', 'onSend'],
    ['/stream', 'onSend'],
    ['/throws', 'onSend'],
    ['/count', 'onSend'],
    ['/count', 'onRequest'],
    ['/count-unread', 'onRequest'],
    ['/swallows', 'onRequest'],
    ['/sign-in', 'onRequest'],
    ['/sign-out', 'onRequest'],
  ])('is 503 and never a success if the store goes away: %s, %s', async (path, moment) => {
    const cookie = await visitor();
    closed.length = 0;
    storeGoes = moment;
    const answer = await post(path, cookie);
    storeGoes = 'never';
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.body).not.toContain('streamed');
    expect(closed).toEqual(path === '/stream' ? ['stream'] : []);
    await storeIsBack();
    expect(await sessionOf(cookie)).toMatchObject({ n: 1, isNew: false });
  });

  it('is 409 for a request that was overtaken by a sign-out', async () => {
    const cookie = (await post('/sign-in', await visitor())).cookie!;
    const slow = await test.server();
    slow.post('/slow', async (request) => {
      const session = await request.session();
      await post('/sign-out', cookie);
      session.set('text', 'back again');
      return {};
    });
    const answer = await ask(slow, 'POST', '/slow', cookie);
    expect(answer.status).toBe(409);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await test.store.contents()).not.toContain('back again');
  });
});

it('leaves no trace of a hundred visitors who store nothing', async () => {
  const before = await test.store.contents();
  const answers = await Promise.all(Array.from({ length: 100 }, () => get('/read')));
  expect(answers.filter(({ cookie }) => cookie !== undefined)).toEqual([]);
  expect(await test.store.contents()).toBe(before);
});
