import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { briefStatementsEnvironment } from '../../../../../app/database/brief-statements';
import type {
  FamilyCarrier,
  Revocation,
} from '../../../../../app/session/jwt/families/family-carrier';
import { TcpProxy } from '../../../network/tcp-proxy';
import { AppUnderTest, ask, type Answer, type Shared } from '../../app-under-test';
import { until } from '../../until';
import { FamiliesUnderTest } from './families-under-test';

/** Milliseconds. Promised are 250; the machine of a test may be busy. */
const QUICK = 1000;

/** An app, and a PostgreSQL on the far side of a network that can be made bad. */
class AppWithFamilies extends AppUnderTest<Shared & { carrier: FamilyCarrier }> {
  private constructor(
    readonly families: FamiliesUnderTest,
    readonly network: TcpProxy,
    carrier: FamilyCarrier,
  ) {
    super({
      carrier,
      close: async () => {
        await families.close();
        await network.close();
      },
    });
  }

  static async open(revocation: Revocation): Promise<AppWithFamilies> {
    const families = await FamiliesUnderTest.open();
    const url = new URL(families.database.url);
    const network = await TcpProxy.before(Number(url.port));
    url.hostname = network.host;
    url.port = String(network.port);
    const timeout = briefStatementsEnvironment.DATABASE_BRIEF_TIMEOUT_MS.default;
    const carrier = await families.server({ revocation, url: url.href, timeout });
    return new AppWithFamilies(families, network, carrier);
  }
}

const FAULTS: [string, (network: TcpProxy) => void][] = [
  ['refuses connections', (network) => network.refuse()],
  ['answers nothing', (network) => network.stall()],
  ['answers too late', (network) => network.slow(2000)],
];

function expectRefusal(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  // Nobody is signed out: the cookie is left as it is.
  expect(answer.cookie).toBeUndefined();
  expect(answer.milliseconds).toBeLessThan(QUICK);
}

describe.each(['within-minutes', 'at-once'] as const)('revocation %s', (revocation) => {
  let test: AppWithFamilies;
  let app: FastifyInstance;
  let anonymous: string;
  let cookie: string;
  /** The same, with its access over. */
  let due: string;

  beforeEach(async () => {
    test = await AppWithFamilies.open(revocation);
    app = await test.server();
    anonymous = (await ask(app, 'POST', '/count')).cookie!;
    cookie = (await ask(app, 'POST', '/sign-in', anonymous)).cookie!;
    due = `id=${test.families.withAccess(cookie.slice('id='.length))}`;
  });

  afterEach(() => test.close());

  const sessionOf = (answer: Answer) => JSON.parse(answer.body);

  describe.each(FAULTS)('and a PostgreSQL that %s', (_, begin) => {
    it('is not noticed by who is not signed in', async () => {
      begin(test.network);
      const { body, cookie: changed } = await ask(app, 'POST', '/count', anonymous);
      expect(body).toBe('{"n":2}');
      expect(sessionOf(await ask(app, 'GET', '/read', changed))).toMatchObject({ n: 2 });
    });

    it('is noticed by who is signed in, if every request asks, and else by nobody', async () => {
      begin(test.network);
      const answers = await Promise.all([
        ask(app, 'GET', '/read', cookie),
        ask(app, 'POST', '/count', cookie),
        ask(app, 'POST', '/count-unread', cookie),
      ]);
      if (revocation === 'at-once') {
        for (const answer of answers) expectRefusal(answer);
        return;
      }
      expect(answers.map(({ body }) => JSON.parse(body))).toEqual([
        { n: 1, userId: 'ann', isNew: false },
        { n: 2 },
        { n: 2 },
      ]);
      for (const answer of answers) expect(answer.milliseconds).toBeLessThan(QUICK);
      // A change in the last minute would refresh, but can wait.
      const soon = `id=${test.families.withAccess(cookie.slice('id='.length), 30)}`;
      expect((await ask(app, 'POST', '/count', soon)).body).toBe('{"n":2}');
    });

    it('refuses, quickly, who must refresh, signs in or signs out, and goes on by itself', async () => {
      begin(test.network);
      for (let i = 0; i < 2; i++) {
        const answers = await Promise.all([
          ask(app, 'GET', '/read', due),
          ask(app, 'POST', '/count', due),
          ask(app, 'POST', '/count-unread', due),
          ask(app, 'POST', '/sign-in', anonymous),
          ask(app, 'POST', '/sign-out', cookie),
        ]);
        for (const answer of answers) expectRefusal(answer);
      }
      const nothing = await ask(app, 'GET', '/nothing', due);
      expect(nothing.status).toBe(200);

      test.network.resume();
      const start = performance.now();
      let answer: Answer;
      await until(async () => (answer = await ask(app, 'GET', '/read', due)).status === 200);
      expect(performance.now() - start).toBeLessThan(2 * QUICK);
      const { userId, n } = sessionOf(answer!);
      // What was on its way may have reached PostgreSQL after all: of these, a sign-out.
      expect([
        [null, null],
        ['ann', 1],
      ]).toContainEqual([userId, n]);
    });
  });

  it('finds PostgreSQL again after every connection was cut', async () => {
    test.network.cut();
    let answer: Answer;
    await until(async () => (answer = await ask(app, 'GET', '/read', due)).status === 200);
    expect(sessionOf(answer!)).toEqual({ n: 1, userId: 'ann', isNew: false });
    expect(answer!.cookie).toBeDefined();
  });

  it('gives who got no answer to a refresh the same secret again', async () => {
    // The refresh arrives, its answer does not.
    test.network.slow(400);
    expectRefusal(await ask(app, 'GET', '/read', due));
    await delay(500);
    test.network.resume();
    let answer: Answer;
    await until(async () => (answer = await ask(app, 'GET', '/read', due)).status === 200);
    expect(sessionOf(answer!)).toEqual({ n: 1, userId: 'ann', isNew: false });
  });
});

it('sends the refreshed token with an answer that is an error, too', async () => {
  const test = await AppWithFamilies.open('within-minutes');
  try {
    const app = await test.server();
    app.post('/too-much', async (request) => {
      (await request.session()).set('text', 'x'.repeat(10_000));
      return {};
    });
    const { cookie } = await ask(app, 'POST', '/sign-in');
    const due = `id=${test.families.withAccess(cookie!.slice('id='.length))}`;
    const answer = await ask(app, 'POST', '/too-much', due);
    expect(answer.status).toBe(413);
    expect(answer.cookie).toBeDefined();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { body } = await ask(app, 'GET', '/read', answer.cookie);
    expect(JSON.parse(body)).toMatchObject({ userId: 'ann' });
  } finally {
    await test.close();
  }
});
