import { setTimeout as delay } from 'node:timers/promises';
import { OwnPostgres } from '../../database/own-postgres';
import { AppUnderTest, ask, type Answer } from '../app-under-test';
import { until } from '../until';
import { DatabaseUnderTest, makeSessions } from './database-under-test';

/**
 * What a failover of the database looks like to a server, with two real servers: commits wait until the
 * standby has them; the primary goes; the standby becomes the primary; the name follows after a moment.
 */
let primary: OwnPostgres;
let standby: OwnPostgres;
let test: AppUnderTest<DatabaseUnderTest>;

beforeEach(async () => {
  primary = await OwnPostgres.start();
  await makeSessions((sql) => primary.query(sql));
  standby = await primary.standby();
  test = new AppUnderTest(await DatabaseUnderTest.open(primary, 200));
});

afterEach(async () => {
  await test.close();
  await standby.stop();
  await primary.stop();
});

it('is over by itself, and loses no acknowledged write', async () => {
  const app = await test.server();
  const cookie = (await ask(app, 'POST', '/count')).cookie!;

  const answers: Promise<Answer>[] = [];
  const load = setInterval(() => answers.push(ask(app, 'POST', '/count-unread', cookie)), 10);
  await until(() => answers.length >= 10);
  await primary.kill();
  await until(async () => (await answers.at(-1))?.status === 503);
  await standby.promote();
  await delay(300);
  test.store.network.target = standby.port;
  await until(async () => (await answers.at(-1))?.status === 200);
  const recovered = answers.length;
  await until(() => answers.length >= recovered + 10);
  clearInterval(load);

  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(statuses.slice(-5)).toEqual([200, 200, 200, 200, 200]);
  const after = await ask(app, 'GET', '/read', cookie);
  const { n, isNew }: { n: number; isNew: boolean } = JSON.parse(after.body);
  expect(isNew).toBe(false);
  // What was acknowledged is there. A refused one may be there, too: it may have met its end on the way
  // back.
  const acknowledged = 1 + statuses.filter((status) => status === 200).length;
  expect(n).toBeGreaterThanOrEqual(acknowledged);
  expect(n).toBeLessThanOrEqual(1 + statuses.length);
});

it('is not over where the name leads to the standby, until that is the primary', async () => {
  const app = await test.server();
  const cookie = (await ask(app, 'POST', '/count')).cookie!;
  test.store.network.target = standby.port;
  test.store.network.cut();
  for (let i = 0; i < 3; i++) {
    expect((await ask(app, 'GET', '/read', cookie)).status).toBe(503);
    expect((await ask(app, 'POST', '/count-unread', cookie)).status).toBe(503);
    await delay(50);
  }
  await standby.promote();
  await until(async () => (await ask(app, 'GET', '/read', cookie)).status === 200);
  await until(async () => (await ask(app, 'POST', '/count-unread', cookie)).status === 200);
  expect(JSON.parse((await ask(app, 'GET', '/read', cookie)).body)).toMatchObject({ n: 2 });
});

describe('a primary that was demoted to read only, and closes nothing', () => {
  const demote = async () => {
    await primary.query(`ALTER SYSTEM SET default_transaction_read_only = on`);
    await primary.query('SELECT pg_reload_conf()');
  };

  /** Each connection hears of it by itself, and a moment later. */
  const isKnown = () =>
    until(async () => {
      const show = { name: 'show', text: 'SHOW default_transaction_read_only' };
      const connections = Array.from({ length: 3 }, () =>
        test.store.statements.write<{ default_transaction_read_only: string }>(show, []),
      );
      const rows = (await Promise.all(connections)).flat();
      return rows.every((row) => row.default_transaction_read_only === 'on');
    });

  it('is left for the new one, and the refused write is sent once more', async () => {
    const app = await test.server();
    const cookie = (await ask(app, 'POST', '/count')).cookie!;
    await demote();
    await isKnown();
    await standby.promote();
    test.store.network.target = standby.port;
    const count = () => ask(app, 'POST', '/count-unread', cookie);
    let answer = await count();
    if (answer.status === 503) {
      // A busy machine may need longer to connect than a request waits for it; but it has waited.
      expect(answer.milliseconds).toBeGreaterThan(140);
      await until(async () => (answer = await count()).status === 200);
    }
    expect([answer.status, answer.body]).toEqual([200, '{"n":2}']);
  });

  it('is 503 while there is no other, and nothing is carried out later', async () => {
    const app = await test.server();
    const cookie = (await ask(app, 'POST', '/count')).cookie!;
    const count = () => ask(app, 'POST', '/count-unread', cookie);
    await demote();
    await isKnown();
    for (let i = 0; i < 5; i++) expect((await count()).status).toBe(503);
    await primary.query(`ALTER SYSTEM RESET default_transaction_read_only`);
    await primary.query('SELECT pg_reload_conf()');
    expect(await test.store.ready(10_000)).toBe(true);
    expect((await count()).body).toBe('{"n":2}');
  });
});

it('leaves no crowd of waiting server processes behind while no commit gets through', async () => {
  const app = await test.server();
  const cookie = (await ask(app, 'POST', '/count')).cookie!;
  // The only standby is gone: everything can be asked, and nothing is acknowledged.
  await standby.kill();
  const end = performance.now() + 3000;
  while (performance.now() < end) {
    const writes = Array.from({ length: 6 }, () => ask(app, 'POST', '/count-unread'));
    for (const { status } of await Promise.all(writes)) expect(status).toBe(503);
    expect((await ask(app, 'GET', '/read', cookie)).status).toBe(200);
  }
  const processes = await primary.query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'brief test'`,
  );
  // 1 that reads, and 3 that write: given up after 0.2, 0.4, 0.8 and 1.6 s.
  expect(processes.length).toBeLessThanOrEqual(1 + 3 * 5);
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = ''`);
  await primary.query('SELECT pg_reload_conf()');
  await until(async () => (await ask(app, 'POST', '/count-unread', cookie)).status === 200);
});
