import type { FastifyInstance } from 'fastify';
import { isRealRedis } from '../../redis/own-redis';
import { AppUnderTest, ask } from '../app-under-test';
import { RedisUnderTest } from './redis-under-test';

let test: AppUnderTest<RedisUnderTest>;
let app: FastifyInstance;

beforeAll(async () => {
  test = new AppUnderTest(await RedisUnderTest.open());
  app = await test.server();
});

afterAll(() => test.close());

const post = (path: string, cookie?: string) => ask(app, 'POST', path, cookie);
const get = (path: string, cookie?: string) => ask(app, 'GET', path, cookie);

async function visitor(): Promise<string> {
  return (await post('/count')).cookie!;
}

/** The commands that pass to Redis while something is done. */
async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = test.store.commands.length;
  await work();
  return test.store.commands.slice(before);
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
        await get('/read', cookie);
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
    expect((await get('/read', cookie)).body).toContain('"n":3');
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

it('stores nothing for a hundred visitors who store nothing', async () => {
  const before = await test.store.contents();
  await Promise.all(Array.from({ length: 100 }, () => get('/read')));
  expect(await test.store.contents()).toBe(before);
});
