import type { FastifyInstance } from 'fastify';
import { AppUnderTest, ask } from './app-under-test';
import { addRoutesOfAllEnds } from './plugin-routes';
import type { StoreUnderTest } from './store-under-test';

/** What is answered when the store goes away while a request runs: never a success. */
export function lostMidRequest(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} lost while a request runs`, () => {
    let test: AppUnderTest<StoreUnderTest>;
    let app: FastifyInstance;
    let closedStreams: string[];
    /** On the way in, or when the route is done and nothing is stored yet. */
    let storeGoes = 'never';

    const loseStore = (moment: string) => {
      if (storeGoes === moment) test.store.network.refuse();
    };

    beforeAll(async () => {
      test = new AppUnderTest(await open());
      app = await test.server({}, (server) => {
        server.addHook('onRequest', async () => loseStore('onRequest'));
        server.addHook('onSend', async () => loseStore('onSend'));
      });
      ({ closedStreams } = addRoutesOfAllEnds(app));
    });

    afterAll(() => test.close());

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
    ])('is 503: %s, %s', async (path, moment) => {
      const { cookie } = await ask(app, 'POST', '/count');
      closedStreams.length = 0;
      storeGoes = moment;
      const answer = await ask(app, 'POST', path, cookie);
      storeGoes = 'never';
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.body).not.toContain('streamed');
      expect(closedStreams).toEqual(path === '/stream' ? ['stream'] : []);

      test.store.network.resume();
      expect(await test.store.ready(10_000)).toBe(true);
      const { body } = await ask(app, 'GET', '/read', cookie);
      expect(JSON.parse(body)).toMatchObject({ n: 1, isNew: false });
    });
  });
}
