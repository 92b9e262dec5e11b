import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { sameOrigin } from '../../../app/plugins/same-origin';
import { AppUnderTest, type Shared } from './app-under-test';

const OUR_URL = 'http://localhost:8080';

interface Answer {
  status: number;
  /** What a program uses from now on; undefined: what it has. */
  token: string | undefined;
  cookie: string | undefined;
  cacheControl: string | undefined;
  body: string;
}

/** Sessions of programs that send their token as Bearer: the same for every carrier. */
export function bearerContract(name: string, open: () => Promise<Shared>): void {
  describe(`Authorization: Bearer, by ${name}`, () => {
    let test: AppUnderTest<Shared>;
    let app: FastifyInstance;

    beforeAll(async () => {
      test = new AppUnderTest(await open());
      app = await test.server({}, (server) => {
        void server.register(sameOrigin, { publicUrl: OUR_URL });
      });
      await app.listen({ port: 0, host: '127.0.0.1' });
    });

    afterAll(() => test.close());

    /** @param headers names and values, in pairs: a name may stand twice */
    async function ask(method: string, path: string, ...headers: string[]): Promise<Answer> {
      const { port } = app.server.address() as AddressInfo;
      return new Promise((resolve, reject) => {
        const host = ['host', 'localhost', 'content-length', '0'];
        request({ port, method, path, headers: [...host, ...headers] }, (response) => {
          const { 'session-token': token, 'set-cookie': cookies } = response.headers;
          text(response).then(
            (body) =>
              resolve({
                status: response.statusCode!,
                token: token as string | undefined,
                cookie: cookies?.[0]?.split(';')[0],
                cacheControl: response.headers['cache-control'],
                body,
              }),
            reject,
          );
        })
          .on('error', reject)
          .end();
      });
    }

    const bearer = (token: string) => ['authorization', `Bearer ${token}`];

    async function sessionOf(...headers: string[]) {
      const { body } = await ask('GET', '/read', ...headers);
      const seen: { n: number | null; userId: string | null; isNew: boolean } = JSON.parse(body);
      return seen;
    }

    /** The token of a session of its own, in which was counted once. */
    async function begin(): Promise<string> {
      const { token } = await ask('POST', '/count', 'authorization', 'Bearer');
      return token!;
    }

    it('begins a session with the bare word, and its token comes in a header that nobody may keep', async () => {
      const answer = await ask('POST', '/count', 'authorization', 'Bearer');
      expect(answer.token).toMatch(/^[\w.~-]+$/);
      expect(answer.cacheControl).toBe('no-store');
      expect(answer.cookie).toBeUndefined();
      expect(await sessionOf(...bearer(answer.token!))).toMatchObject({ n: 1, isNew: false });
    });

    it('goes on with the token, in any spelling of the scheme', async () => {
      const token = await begin();
      for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer ']) {
        expect(await sessionOf('authorization', `${scheme} ${token}`)).toMatchObject({ n: 1 });
      }
      const answer = await ask('POST', '/count', ...bearer(token));
      expect(answer.cookie).toBeUndefined();
      expect(await sessionOf(...bearer(answer.token ?? token))).toMatchObject({ n: 2 });
    });

    it('gives a new token at sign-in, and an empty one at sign-out', async () => {
      const token = await begin();
      const signedIn = await ask('POST', '/sign-in', ...bearer(token));
      expect(signedIn.token).not.toBe(token);
      expect(await sessionOf(...bearer(signedIn.token!))).toMatchObject({ n: 1, userId: 'ann' });
      const signedOut = await ask('POST', '/sign-out', ...bearer(signedIn.token!));
      expect([signedOut.token, signedOut.cookie]).toEqual(['', undefined]);
    });

    it('is the same token that a browser has in its cookie', async () => {
      const token = await begin();
      expect(await sessionOf('cookie', `id=${token}`)).toMatchObject({ n: 1 });
    });

    it('counts instead of the cookie, also where it is none of ours', async () => {
      const [mine, other] = [await begin(), await begin()];
      const signedIn = (await ask('POST', '/sign-in', ...bearer(mine))).token!;
      const cookie = ['cookie', `id=${signedIn}`];
      expect(await sessionOf(...cookie)).toMatchObject({ userId: 'ann' });
      expect(await sessionOf(...cookie, ...bearer(other))).toMatchObject({ n: 1, userId: null });
      for (const value of ['Bearer', 'Bearer x', 'Bearer  ', 'bearer a b', `Bearer ${signedIn},`]) {
        const seen = await sessionOf(...cookie, 'authorization', value);
        expect([value, seen]).toEqual([value, { n: null, userId: null, isNew: true }]);
      }
    });

    it('is none when there are two, whichever comes first', async () => {
      const [mine, other] = [bearer(await begin()), bearer(await begin())];
      const basic = ['authorization', 'Basic YTpi'];
      for (const pair of [
        [...mine, ...other],
        [...other, ...mine],
        [...mine, ...mine],
        [...basic, ...mine],
        [...mine, ...basic],
      ]) {
        expect(await sessionOf(...pair)).toMatchObject({ n: null, isNew: true });
      }
    });

    it('leaves the cookie alone where it is another scheme', async () => {
      const token = await begin();
      const cookie = ['cookie', `id=${token}`];
      for (const value of ['Basic YTpi', 'Bearerish x', 'Digest Bearer', token]) {
        expect(await sessionOf(...cookie, 'authorization', value)).toMatchObject({ n: 1 });
      }
    });

    it('needs no Origin, which a cookie does, and can not lend that to a cookie', async () => {
      const token = await begin();
      const cookie = ['cookie', `id=${token}`];
      expect((await ask('POST', '/count', ...cookie)).status).toBe(403);
      expect((await ask('POST', '/count', ...cookie, 'origin', OUR_URL)).status).toBe(200);
      expect((await ask('POST', '/count', ...bearer(token))).status).toBe(200);
      const before = await sessionOf(...cookie);
      const evil = ['origin', 'https://evil.example', 'sec-fetch-site', 'cross-site'];
      for (const value of ['Basic YTpi', 'Bearerish', '']) {
        const answer = await ask('POST', '/count', ...cookie, ...evil, 'authorization', value);
        expect(answer.status).toBe(403);
      }
      for (const value of ['Bearer', 'bearer x', `Bearer ${'A'.repeat(50)}`]) {
        const answer = await ask('POST', '/count', ...cookie, ...evil, 'authorization', value);
        // A session of its own, and the cookie's is as it was.
        expect(answer.body).toBe('{"n":1}');
        expect(answer.cookie).toBeUndefined();
      }
      expect(await sessionOf(...cookie)).toEqual(before);
    });
  });
}
