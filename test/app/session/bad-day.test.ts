import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { COMMAND_TIMEOUT } from '../../../app/redis/redis';
import { AppUnderTest, ask, type Answer } from './app-under-test';
import { until } from './until';

/**
 * Milliseconds that a refusal may take here. The promise is 250; the machine of a test may be busy, and
 * what this is to find is a request that waits for seconds, as it does without a limit.
 */
const QUICK = 1000;
const PROMISED = 250;

let test: AppUnderTest;
let app: FastifyInstance;
let cookie: string;

beforeEach(async () => {
  test = await AppUnderTest.open(COMMAND_TIMEOUT);
  app = await test.server();
  cookie = (await ask(app, 'POST', '/count')).cookie!;
  cookie = (await ask(app, 'POST', '/sign-in', cookie)).cookie!;
});

afterEach(() => test.close());

const read = () => ask(app, 'GET', '/read', cookie);
const count = () => ask(app, 'POST', '/count-unread', cookie);

function expectRefusal(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  // Nobody is signed out: the cookie is left as it is, and no new session is begun in its place.
  expect(answer.cookie).toBeUndefined();
  expect(answer.milliseconds).toBeLessThan(QUICK);
}

/** Asks until the store answers again; then everything is as it was. */
async function expectRecovery(counted: number): Promise<void> {
  const start = performance.now();
  let last = await read();
  await until(async () => (last = await read()).status === 200);
  expect(performance.now() - start).toBeLessThan(2 * QUICK);
  expect(JSON.parse(last.body)).toEqual({ n: counted, userId: 'ann', isNew: false });
}

const FAULTS: [string, (network: AppUnderTest['network']) => void][] = [
  ['refuses connections', (network) => network.refuse()],
  ['answers nothing', (network) => network.stall()],
];

describe.each(FAULTS)('a store that %s', (_, begin) => {
  it('is 503 for every request that asks for a session, soon, and work goes on after it', async () => {
    begin(test.network);
    for (let i = 0; i < 3; i++) {
      for (const answer of await Promise.all([
        read(),
        count(),
        ask(app, 'POST', '/count', cookie),
      ])) {
        expectRefusal(answer);
      }
    }
    test.network.resume();
    // Stalled commands reach Redis after all: each may have counted once, unacknowledged.
    await until(async () => (await read()).status === 200);
    const { n }: { n: number } = JSON.parse((await read()).body);
    await expectRecovery(n);
    expect((await count()).status).toBe(200);
    await expectRecovery(n + 1);
  });

  it('does not slow down a request that asks for none', async () => {
    begin(test.network);
    await read();
    const answer = await ask(app, 'GET', '/nothing', cookie);
    expect(answer.status).toBe(200);
    expect(answer.milliseconds).toBeLessThan(PROMISED);
  });

  it('is refused at once while it is known to be away', async () => {
    begin(test.network);
    expectRefusal(await read());
    const times = [];
    for (let i = 0; i < 20; i++) times.push((await read()).milliseconds);
    expect(times.toSorted((x, y) => x - y)[10]).toBeLessThan(PROMISED / 5);
  });

  it('keeps nothing waiting in memory', async () => {
    begin(test.network);
    const sent = test.network.commands.length;
    await Promise.all(Array.from({ length: 200 }, () => count()));
    await Promise.all(Array.from({ length: 200 }, () => count()));
    // Of four hundred only those that were on their way when the fault was noticed: none comes later.
    test.network.resume();
    await until(async () => (await read()).status === 200);
    const afterwards = test.network.commands.slice(sent);
    expect(afterwards.filter((name) => name === 'EVALSHA').length).toBeLessThan(201);
  });
});

it('goes on by itself after every connection was cut', async () => {
  test.network.cut();
  await until(async () => (await read()).status === 200);
  await expectRecovery(1);
  expect((await count()).body).toBe('{"n":2}');
});

it('survives the store being killed and started again', async () => {
  await test.store.kill();
  expectRefusal(await read());
  expectRefusal(await count());
  await test.store.start();
  // This Redis keeps nothing over a restart: the session is gone, and that is an answer, too.
  await until(async () => (await read()).status === 200);
  expect(JSON.parse((await read()).body)).toMatchObject({ userId: null, isNew: true });
  expect((await count()).cookie).toBeDefined();
});

it('starts without the store, and finds it when it comes', async () => {
  test.network.refuse();
  await delay(50);
  expectRefusal(await read());
  expect(await test.redis.ready(10)).toBe(false);
  test.network.resume();
  expect(await test.redis.ready(QUICK)).toBe(true);
  await expectRecovery(1);
});
