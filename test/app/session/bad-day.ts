import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { AppUnderTest, ask, type Answer } from './app-under-test';
import type { StoreUnderTest } from './store-under-test';
import { until } from './until';

/**
 * Milliseconds that a refusal may take here. The promise is 250; the machine of a test may be busy, and
 * what this is to find is a request that waits for seconds, as it does without a limit.
 */
const QUICK = 1000;
const PROMISED = 250;
/** Milliseconds that a store takes far too long for an answer. */
const FAR_TOO_LONG = 2000;

const FAULTS: [string, (network: StoreUnderTest['network']) => void][] = [
  ['refuses connections', (network) => network.refuse()],
  ['answers nothing', (network) => network.stall()],
  ['answers too late', (network) => network.slow(FAR_TOO_LONG)],
];

/**
 * What a store's bad day looks like to visitors: quick refusals, nobody signed out, nothing lost that was
 * acknowledged, and work goes on by itself. For every carrier that has a store.
 * @param open a store with a carrier that has the time limits of production
 */
export function badDay(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`a bad day of ${name}`, () => {
    let test: AppUnderTest<StoreUnderTest>;
    let network: StoreUnderTest['network'];
    let app: FastifyInstance;
    let cookie: string;

    beforeEach(async () => {
      test = new AppUnderTest(await open());
      ({ network } = test.store);
      app = await test.server();
      cookie = (await ask(app, 'POST', '/count')).cookie!;
      cookie = (await ask(app, 'POST', '/sign-in', cookie)).cookie!;
    });

    afterEach(() => test.close());

    const read = () => ask(app, 'GET', '/read', cookie);
    const count = () => ask(app, 'POST', '/count-unread', cookie);
    const session = async (): Promise<{ n: number | null; userId: string | null }> =>
      JSON.parse((await read()).body);
    const recovery = () => until(async () => (await read()).status === 200);

    /** What was on its way when the fault was noticed may have counted, unacknowledged; then nothing more. */
    async function counted(): Promise<number> {
      let before: number | null;
      let { n } = await session();
      do {
        before = n;
        await delay(50);
        ({ n } = await session());
      } while (n !== before);
      return n!;
    }

    /** Asks until the store answers again; then everything is as it was. */
    async function expectRecovery(n: number): Promise<void> {
      const start = performance.now();
      await recovery();
      expect(performance.now() - start).toBeLessThan(2 * QUICK);
      expect(await session()).toEqual({ n, userId: 'ann', isNew: false });
    }

    describe.each(FAULTS)('that %s', (_, begin) => {
      it('is 503 for every request that asks for a session, soon, and work goes on after it', async () => {
        begin(network);
        for (let i = 0; i < 3; i++) {
          for (const answer of await Promise.all([
            read(),
            count(),
            ask(app, 'POST', '/count', cookie),
          ])) {
            expectRefusal(answer);
          }
        }
        network.resume();
        const start = performance.now();
        await recovery();
        expect(performance.now() - start).toBeLessThan(2 * QUICK);
        const n = await counted();
        await expectRecovery(n);
        expect((await count()).status).toBe(200);
        await expectRecovery(n + 1);
      });

      it('does not slow down a request that asks for none', async () => {
        begin(network);
        await read();
        const answer = await ask(app, 'GET', '/nothing', cookie);
        expect(answer.status).toBe(200);
        expect(answer.milliseconds).toBeLessThan(PROMISED);
      });

      it('is refused at once while it is known to be away', async () => {
        begin(network);
        expectRefusal(await read());
        const times = [];
        for (let i = 0; i < 20; i++) times.push((await read()).milliseconds);
        expect(times.toSorted((x, y) => x - y)[10]).toBeLessThan(PROMISED / 5);
      });

      it('keeps nothing waiting in memory', async () => {
        begin(network);
        await Promise.all(Array.from({ length: 200 }, () => count()));
        await Promise.all(Array.from({ length: 200 }, () => count()));
        network.resume();
        await recovery();
        // Of four hundred only those that were on their way when the fault was noticed: none comes later.
        expect(await counted()).toBeLessThan(1 + 201);
      });
    });

    it('is not noticed where the store is slow, but quick enough', async () => {
      network.slow(20);
      for (let i = 0; i < 3; i++) expect((await count()).status).toBe(200);
      expect(await session()).toMatchObject({ n: 4, userId: 'ann' });
    });

    it('goes on by itself after every connection was cut', async () => {
      network.cut();
      await recovery();
      await expectRecovery(1);
      expect((await count()).body).toBe('{"n":2}');
    });

    it('survives the store being killed and started again', async () => {
      await test.store.kill();
      expectRefusal(await read());
      expectRefusal(await count());
      await test.store.start();
      await recovery();
      if (test.store.isDurable) return expectRecovery(1);
      // The store kept nothing: the session is gone, and that is an answer, too.
      expect(await session()).toMatchObject({ userId: null, isNew: true });
      expect((await count()).cookie).toBeDefined();
      return undefined;
    });

    it('starts without the store, and finds it when it comes', async () => {
      network.refuse();
      await delay(50);
      expectRefusal(await read());
      expect(await test.store.ready(10)).toBe(false);
      network.resume();
      expect(await test.store.ready(QUICK)).toBe(true);
      await expectRecovery(1);
    });
  });
}

function expectRefusal(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  // Nobody is signed out: the cookie is left as it is, and no new session is begun in its place.
  expect(answer.cookie).toBeUndefined();
  expect(answer.milliseconds).toBeLessThan(QUICK);
}
