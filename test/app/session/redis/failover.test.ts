import { COMMIT } from '../../../../app/session/redis/redis-scripts';
import { OwnRedis, isRealRedis } from '../../redis/own-redis';
import { AppUnderTest, ask, type Answer } from '../app-under-test';
import { until } from '../until';
import { RedisUnderTest } from './redis-under-test';

/**
 * What a failover of ElastiCache looks like to a server: the old primary turns into a read-only replica
 * and closes nothing; after a moment the name stands for another machine. Needs a real Redis: the embedded
 * one knows no replicas.
 */
(isRealRedis ? describe : describe.skip)('a failover', () => {
  it('finds the new primary by itself, and loses no acknowledged write', async () => {
    const test = new AppUnderTest(await RedisUnderTest.open(200));
    const next = await OwnRedis.start();
    try {
      const app = await test.server();
      const cookie = (await ask(app, 'POST', '/count')).cookie!;
      await next.ask('REPLICAOF', '127.0.0.1', String(test.store.server.port));
      await until(async () => (await next.contents()) === (await test.store.contents()));

      // Under load the roles change, and the name follows 300 ms later.
      const answers: Promise<Answer>[] = [];
      const load = setInterval(() => answers.push(ask(app, 'POST', '/count-unread', cookie)), 10);
      await until(() => answers.length >= 10);
      await test.store.ask('FAILOVER', 'TO', '127.0.0.1', String(next.port));
      await until(async () => /role:slave/.test(await test.store.ask('INFO', 'replication')));
      await until(async () => (await answers.at(-1))?.status === 503);
      setTimeout(() => {
        test.store.network.target = next.port;
      }, 300);
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
    } finally {
      await test.close();
      await next.stop();
    }
  });

  it('sends a refused write once more when the new primary is there already', async () => {
    const test = new AppUnderTest(await RedisUnderTest.open(200));
    const other = await OwnRedis.start();
    try {
      const app = await test.server();
      const cookie = (await ask(app, 'POST', '/count')).cookie!;
      // A busy machine may need longer to connect than a request waits: then it is 503, and another try.
      let [primary, replica] = [test.store.server, other];
      let answer: Answer | undefined;
      for (let round = 0; round < 5 && answer?.status !== 200; round++) {
        await replica.ask('REPLICAOF', '127.0.0.1', String(primary.port));
        await until(async () => (await replica.contents()) === (await primary.contents()));
        await replica.ask('REPLICAOF', 'NO', 'ONE');
        await primary.ask('REPLICAOF', '127.0.0.1', String(replica.port));
        test.store.network.target = replica.port;
        expect(await test.store.ready(10_000)).toBe(true);
        answer = await ask(app, 'POST', '/count-unread', cookie);
        [primary, replica] = [replica, primary];
      }
      expect([answer?.status, answer?.body]).toEqual([200, '{"n":2}']);
    } finally {
      await test.close();
      await other.stop();
    }
  });

  it('does not carry out later what it refused while there was no primary', async () => {
    const test = new AppUnderTest(await RedisUnderTest.open(200));
    try {
      const app = await test.server();
      const cookie = (await ask(app, 'POST', '/count')).cookie!;
      await test.store.ask('REPLICAOF', '127.0.0.1', '1');
      expect((await ask(app, 'POST', '/count-unread', cookie)).status).toBe(503);
      await test.store.ask('REPLICAOF', 'NO', 'ONE');
      expect(await test.store.ready(10_000)).toBe(true);
      expect((await ask(app, 'POST', '/count-unread', cookie)).body).toBe('{"n":2}');
    } finally {
      await test.close();
    }
  });

  it('is 503, too, when the new primary can not write either', async () => {
    const test = new AppUnderTest(await RedisUnderTest.open(200));
    const full = await OwnRedis.start();
    try {
      const app = await test.server();
      await full.ask('SCRIPT', 'LOAD', COMMIT.source);
      await full.ask('CONFIG', 'SET', 'maxmemory', '1');
      await test.store.ask('REPLICAOF', '127.0.0.1', '1');
      test.store.network.target = full.port;
      expect((await ask(app, 'POST', '/count-unread')).status).toBe(503);
    } finally {
      await test.close();
      await full.stop();
    }
  });
});
