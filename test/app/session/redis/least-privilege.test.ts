import { createRedis, type Redis } from '../../../../app/redis/redis';
import { redisRateLimitStore } from '../../../../app/redis/rate-limit-store';
import { RedisCarrier } from '../../../../app/session/redis/redis-carrier';
import { accessString } from '../../../../lib/infra/data/redis/access-string';
import { OwnCluster } from '../../redis/own-cluster';
import { OwnRedis, isRealRedis } from '../../redis/own-redis';
import { sessionContract } from '../contract';

const silent = { info: () => {}, warn: () => {} };
const PASSWORD = 'for-this-test-alone';

/** Makes the user that servers have on AWS. */
async function makeUser(server: OwnRedis, cluster: boolean): Promise<void> {
  await server.ask('ACL', 'SETUSER', 'app', `>${PASSWORD}`, ...accessString(cluster).split(' '));
}

/** A server's connections, signed in as that user. */
async function connectedAs(server: OwnRedis, cluster: boolean): Promise<Redis> {
  const url = server.url.replace('//', `//app:${PASSWORD}@`);
  const redis = createRedis(
    { url, cluster, auth: 'password', timeout: 5000, iamCache: '', region: '' },
    silent,
  );
  if (!(await redis.ready(10_000))) throw new Error(`No Redis at ${server.url}`);
  return redis;
}

// The embedded one knows no users.
(isRealRedis ? describe : describe.skip)('with the access string of the stacks', () => {
  sessionContract('Redis', async () => {
    const server = await OwnRedis.start();
    await makeUser(server, false);
    const connections = await Promise.all([1, 2, 3].map(() => connectedAs(server, false)));
    const [a, b, c] = connections.map((connection) => new RedisCarrier(connection));
    return {
      servers: [a!, b!, c!],
      contents: () => server.contents(),
      async close() {
        await Promise.all(connections.map((connection) => connection.close()));
        await server.stop();
      },
    };
  });

  describe('and cluster mode', () => {
    sessionContract('Redis', async () => {
      const cluster = await OwnCluster.start();
      const [first] = cluster.primaries;
      await Promise.all(cluster.primaries.map((primary) => makeUser(primary, true)));
      const connections = await Promise.all([1, 2, 3].map(() => connectedAs(first, true)));
      const [a, b, c] = connections.map((connection) => new RedisCarrier(connection));
      return {
        servers: [a!, b!, c!],
        contents: () => cluster.contents(),
        async close() {
          await Promise.all(connections.map((connection) => connection.close()));
          await cluster.stop();
        },
      };
    });
  });

  describe('beside sessions', () => {
    let server: OwnRedis;
    let redis: Redis;

    beforeAll(async () => {
      server = await OwnRedis.start();
      await makeUser(server, false);
      redis = await connectedAs(server, false);
    });

    afterAll(async () => {
      await redis.close();
      await server.stop();
    });

    it('counts requests', async () => {
      const Store = redisRateLimitStore(redis);
      const store = new Store({});
      const hit = () =>
        new Promise((resolve, reject) => {
          store.incr(
            '192.0.2.1',
            (error, result) => (error ? reject(error) : resolve(result?.current)),
            60_000,
            10,
          );
        });
      expect([await hit(), await hit()]).toEqual([1, 2]);
    });

    it.each([
      ['another key', ['HGETALL', 'other']],
      ['another key, by a script', ['EVAL', "return redis.call('DEL', KEYS[1])", '1', 'other']],
      ['another command', ['GET', 'sess:{abcd}:x']],
      ['another command, by a script', ['EVAL', "return redis.call('GET', KEYS[1])", '1', 'rl:x']],
      ['to see all keys', ['KEYS', '*']],
      ['to look through all keys', ['SCAN', '0']],
      ['to read the settings', ['CONFIG', 'GET', '*']],
      ['to change a user', ['ACL', 'SETUSER', 'app', 'allkeys']],
      ['to remove everything', ['FLUSHALL']],
      ['to watch what others do', ['MONITOR']],
      ['to know who is connected', ['CLIENT', 'LIST']],
      ['to send to others', ['PUBLISH', 'channel', 'text']],
      ['to move to another database', ['SELECT', '1']],
      ['to know the nodes of a cluster', ['CLUSTER', 'NODES']],
    ])('refuses %s', async (_, command) => {
      const { message, cause }: Error = await redis.command(command).then(
        () => new Error('not refused'),
        (error: Error) => error,
      );
      expect(cause instanceof Error ? cause.message : message).toMatch(
        /^NOPERM|^ERR The user executing the script can't run this command/,
      );
    });
  });
});
