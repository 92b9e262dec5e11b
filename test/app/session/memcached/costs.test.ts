import type { FastifyInstance } from 'fastify';
import { AppUnderTest, ask } from '../app-under-test';
import { MemcachedUnderTest } from './memcached-under-test';

let test: AppUnderTest<MemcachedUnderTest>;
let app: FastifyInstance;

beforeAll(async () => {
  test = new AppUnderTest(await MemcachedUnderTest.open());
  app = await test.server();
});

afterAll(() => test.close());

const post = (path: string, cookie?: string) => ask(app, 'POST', path, cookie);
const get = (path: string, cookie?: string) => ask(app, 'GET', path, cookie);

async function visitor(): Promise<string> {
  return (await post('/count')).cookie!;
}

/** The commands that pass to Memcached while something is done. */
async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = test.store.commands.length;
  await work();
  return test.store.commands.slice(before);
}

describe('what a request costs', () => {
  it('is nothing for a route that does not ask', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => get('/nothing', cookie))).toEqual([]);
  });

  it('is nothing for a visitor without a cookie', async () => {
    expect(await commandsOf(() => get('/read'))).toEqual([]);
  });

  it('is nothing for a cookie that can not be ours', async () => {
    const commands = await commandsOf(async () => {
      for (const cookie of ['id=', 'id=x', 'id="', `id=${'x'.repeat(4000)}`, 'id=%00', '=;;id']) {
        await get('/read', cookie);
      }
    });
    expect(commands).toEqual([]);
  });

  it('is one command to read', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => get('/read', cookie))).toEqual(['mg']);
  });

  it('is one more to write what was read', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => post('/count', cookie))).toEqual(['mg', 'ms']);
  });

  it('is two to write without reading', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => post('/count-unread', cookie))).toEqual(['mg', 'ms']);
  });

  it('is one to begin a session', async () => {
    expect(await commandsOf(() => visitor())).toEqual(['ms']);
  });

  it('is three to sign in: the new id comes to be before the old one ends', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => post('/sign-in', cookie))).toEqual(['mg', 'ms', 'ms']);
  });

  it('is one more to sign out', async () => {
    const cookie = await visitor();
    expect(await commandsOf(() => post('/sign-out', cookie))).toEqual(['mg', 'ms']);
  });

  it('is not more for requests of one session at once: at this server they take turns', async () => {
    const cookie = await visitor();
    const requests = () => Array.from({ length: 20 }, () => post('/count-unread', cookie));
    const commands = await commandsOf(() => Promise.all(requests()));
    expect(commands).toHaveLength(40);
    expect((await get('/read', cookie)).body).toContain('"n":21');
  });
});

it('stores nothing for a hundred visitors who store nothing', async () => {
  const before = await test.store.contents();
  await Promise.all(Array.from({ length: 100 }, () => get('/read')));
  expect(await test.store.contents()).toBe(before);
});
