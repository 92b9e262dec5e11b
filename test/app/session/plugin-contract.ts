import type { FastifyInstance } from 'fastify';
import { AppUnderTest, ask, type Shared } from './app-under-test';
import { bearerContract } from './bearer-contract';
import { addRoutesOfAllEnds } from './plugin-routes';
import { until } from './until';

/** What the plugin makes of a request, over HTTP: the same for every carrier. */
export function pluginContract(name: string, open: () => Promise<Shared>): void {
  bearerContract(name, open);

  describe(`the session plugin, by ${name}`, () => {
    let test: AppUnderTest<Shared>;
    let app: FastifyInstance;
    /** The token is the session: each change gives a new one, and the old one is what it was. */
    let isInToken: boolean;

    beforeAll(async () => {
      test = new AppUnderTest(await open());
      isInToken = test.store.carrier.renew === undefined;
      app = await test.server();
      addRoutesOfAllEnds(app);
    });

    afterAll(() => test.close());

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

    describe('the cookie', () => {
      it('is set when the session begins, with an answer that nobody may keep', async () => {
        const answer = await post('/count');
        expect(answer.headers.get('set-cookie')).toMatch(
          /^id=[\w.~-]+; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/,
        );
        expect(answer.headers.get('cache-control')).toBe('no-store');
      });

      it('is Secure and bound to the host where the public URL is https', async () => {
        const secure = await test.server({ cookie: { name: '__Host-session', secure: true } });
        const answer = await ask(secure, 'POST', '/count');
        expect(answer.headers.get('set-cookie')).toMatch(
          /^__Host-session=[\w.~-]+; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
        );
        expect(await sessionOf(answer.cookie, secure)).toMatchObject({ n: 1 });
      });

      it('is not set for who stores nothing, and not again for who has it', async () => {
        const cookie = await visitor();
        const answers = [await get('/read'), await get('/read', cookie)];
        if (!isInToken) answers.push(await post('/count', cookie));
        for (const { headers } of answers) {
          expect(headers.get('set-cookie')).toBeNull();
          expect(headers.get('cache-control')).toBeNull();
        }
      });

      it('is not set for a hundred visitors who store nothing', async () => {
        const answers = await Promise.all(Array.from({ length: 100 }, () => get('/read')));
        expect(answers.filter(({ cookie }) => cookie !== undefined)).toEqual([]);
      });

      it('is none of ours if it can not be', async () => {
        for (const cookie of ['id=', 'id=x', 'id="', `id=${'x'.repeat(4000)}`, 'id=%00', '=;;id']) {
          expect(await sessionOf(cookie)).toMatchObject({ isNew: true });
        }
      });

      it('changes at sign-in and goes at sign-out', async () => {
        const before = await visitor();
        const after = (await post('/sign-in', before)).cookie!;
        expect(after).not.toBe(before);
        expect(await sessionOf(after)).toEqual({ n: 1, userId: 'ann', isNew: false });
        expect(await sessionOf(before)).toMatchObject({ userId: null });
        const out = await post('/sign-out', after);
        expect(out.headers.get('set-cookie')).toBe(
          'id=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
        );
        if (test.store.carrier.capabilities.revocable !== 'at once') return;
        // What a visitor had before signing in is in a token that nobody keeps.
        if (!isInToken) expect(await sessionOf(before)).toMatchObject({ isNew: true });
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
        const hasty = await test.server({ absoluteTimeout: 0.05 });
        const { cookie } = await ask(hasty, 'POST', '/count');
        await until(async () => (await sessionOf(cookie, hasty)).isNew);
        const { headers } = await ask(hasty, 'GET', '/read', cookie);
        expect(headers.get('set-cookie')).toBeNull();
      });
    });

    describe('the reply', () => {
      it.each(['/redirect', '/stream', '/throws', '/hijacks', '/count'])(
        'leaves after the change is stored: %s',
        async (url) => {
          // Who takes the reply over has no cookie written.
          if (isInToken && url === '/hijacks') return;
          const cookie = await visitor();
          const other = await test.server();
          const answer = await post(url, cookie);
          const n = url === '/redirect' ? 1 : 2;
          expect(await sessionOf(answer.cookie ?? cookie, other)).toMatchObject({ n });
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

      it('is 409 for a request that was overtaken by a sign-out', async () => {
        if (test.store.carrier.capabilities.revocable !== 'at once') return;
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
        expect(await sessionOf(cookie)).toMatchObject({ isNew: true });
      });
    });
  });
}
