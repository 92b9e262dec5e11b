import { COMMAND_TIMEOUT, createRedis, type Redis } from '../../../app/redis/redis';
import { Script } from '../../../app/redis/script';
import { SLOTS, slotOf } from '../../../app/redis/slots';
import { StoreUnavailableError } from '../../../app/session/errors';
import { TcpProxy } from '../network/tcp-proxy';
import { until } from '../session/until';
import { OwnCluster } from './own-cluster';
import { isRealRedis, type OwnRedis } from './own-redis';

/** Milliseconds. The promise is 250 for a refusal; the machine of a test may be busy. */
const QUICK = 1000;

const CONFIG = { cluster: true, auth: 'password', iamCache: '', region: '' } as const;
const silent = { info: () => {}, warn: () => {} };

let cluster: OwnCluster;
let redis: Redis;

/** A key of the primary's share, the same each time. */
function keyIn(primary: 0 | 1 | 2): string {
  for (let i = 0; ; i++) if (Math.floor((slotOf(`k${i}`) * 3) / SLOTS) === primary) return `k${i}`;
}
const keys = [keyIn(0), keyIn(1), keyIn(2)] as const;

const incr = (key: string) => redis.command<number>(['INCR', key]);
const nodeId = (node: OwnRedis) => node.ask<string>('CLUSTER', 'MYID');

async function refused(key: string): Promise<boolean> {
  const start = performance.now();
  try {
    await incr(key);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(performance.now() - start).toBeLessThan(QUICK);
    return true;
  }
}

(isRealRedis ? describe : describe.skip)('a cluster', () => {
  describe('whose nodes are all there', () => {
    beforeAll(async () => {
      cluster = await OwnCluster.start();
      redis = await cluster.connected();
    });

    afterAll(async () => {
      await redis.close();
      await cluster.stop();
    });

    it('has each key on the primary of its slot', async () => {
      for (const [i, key] of keys.entries()) {
        expect(await incr(key)).toBe(1);
        expect(await cluster.primaries[i]!.ask('GET', key)).toBe('1');
      }
    });

    it('runs scripts where their keys are', async () => {
      const script = new Script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
      for (const key of keys) {
        const before = Number(await redis.command(['GET', key]));
        expect(await script.run(redis, ['1', key, '10'])).toBe(before + 10);
      }
    });

    it('follows a slot that has moved, and knows it from then on', async () => {
      const [a, b] = cluster.primaries;
      const key = 'moving';
      const slot = String(slotOf(key));
      const [from, to] = (await refusesAsMoved(a, key)) ? [b, a] : [a, b];
      for (const node of [to, from, cluster.primaries[2]]) {
        await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', await nodeId(to));
      }
      expect(await incr(key)).toBe(1);
      expect(await to.ask('GET', key)).toBe('1');
      const redirected = await errorsOf(from, 'MOVED');
      for (let i = 0; i < 20; i++) await incr(key);
      expect(await errorsOf(from, 'MOVED')).toBe(redirected);
    });

    it('asks the next node for a key whose slot is on its way there', async () => {
      const [, b, c] = cluster.primaries;
      const old = 'x{migrating}';
      const fresh = 'y{migrating}';
      const slot = String(slotOf('migrating'));
      expect(await refusesAsMoved(b, old)).toBe(false);
      await incr(old);
      await c.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', await nodeId(b));
      await b.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', await nodeId(c));
      // Many at once: ASKING is for the one command that follows it.
      const counts = await Promise.all(
        Array.from({ length: 20 }, (_, i) => incr(i % 2 ? old : fresh)),
      );
      expect(Math.max(...counts)).toBe(11);
      expect(await b.ask('GET', old)).toBe('11');
      expect(await b.ask('EXISTS', fresh).catch(String)).toMatch(/ASK/);
      await b.ask('MIGRATE', '127.0.0.1', String(c.port), old, '0', '5000');
      for (const node of [c, b])
        await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', await nodeId(c));
      expect([await incr(old), await incr(fresh)]).toEqual([12, 11]);
    });

    it('is found when it comes, by a server that has started without it', async () => {
      const network = await TcpProxy.before(cluster.primaries[0].port);
      network.refuse();
      const late = createRedis(
        { ...CONFIG, url: `redis://${network.host}:${network.port}` },
        silent,
      );
      try {
        expect(await late.ready(50)).toBe(false);
        await expect(late.command(['GET', keys[1]])).rejects.toThrow(StoreUnavailableError);
        network.resume();
        expect(await late.ready(10_000)).toBe(true);
        expect(Number(await late.command(['GET', keys[1]]))).toBeGreaterThan(0);
      } finally {
        await late.close();
        await network.close();
      }
    });

    it('signs in to each node, with no more rights than the cache’s access string gives', async () => {
      const rules = 'on >secret ~sess:* ~rl:* +@all -@admin -@dangerous +info'.split(' ');
      for (const node of cluster.primaries) await node.ask('ACL', 'SETUSER', 'app', ...rules);
      const url = cluster.url.replace('//', '//app:secret@');
      const asApp = createRedis({ ...CONFIG, url }, silent);
      try {
        expect(await asApp.ready(10_000)).toBe(true);
        for (let i = 0; i < 20; i++) await asApp.command(['HSET', `sess:{${i}}:x`, 'a', '1']);
      } finally {
        await asApp.close();
      }
    });
  });

  describe('that loses a node', () => {
    /** Of the first third of the slots. */
    let primary: OwnRedis;
    let replica: OwnRedis;

    beforeAll(async () => {
      cluster = await OwnCluster.start({ replica: true });
      primary = cluster.primaries[0];
      replica = cluster.replica!;
      redis = await cluster.connected(COMMAND_TIMEOUT);
    });

    afterAll(async () => {
      await redis.close();
      await cluster.stop();
    });

    // One after the other, on one cluster: to start one takes seconds. Each leaves it whole.
    it('waits for a node that stalls no longer than for any other', async () => {
      await cluster.primaries[1].stall();
      try {
        const start = performance.now();
        const answers = Promise.all([refused(keys[1]), refused(keys[1])]);
        await Promise.all([incr(keys[0]), incr(keys[2])]);
        expect(await answers).toEqual([true, true]);
        expect(performance.now() - start).toBeLessThan(QUICK);
      } finally {
        cluster.primaries[1].resume();
      }
      await until(async () => !(await refused(keys[1])));
    });

    it('goes over to a replica that is promoted while all are well, and loses no acknowledged write', async () => {
      const before = Number(await redis.command(['GET', keys[0]]));
      const answers: Promise<boolean>[] = [];
      const stored = (answer: unknown) => typeof answer === 'number';
      const load = setInterval(() => answers.push(incr(keys[0]).then(stored, stored)), 3);
      try {
        await until(() => answers.length > 20);
        await replica.ask('CLUSTER', 'FAILOVER');
        await until(async () => /role:slave/.test(await primary.ask('INFO', 'replication')));
        const then = answers.length;
        await until(() => answers.length > then + 20);
      } finally {
        clearInterval(load);
      }
      const outcomes = await Promise.all(answers);
      const acknowledged = outcomes.filter(Boolean).length;
      const count = Number(await redis.command(['GET', keys[0]])) - before;
      expect(count).toBeGreaterThanOrEqual(acknowledged);
      expect(count).toBeLessThanOrEqual(outcomes.length);
      expect(outcomes.slice(-5)).not.toContain(false);
      [primary, replica] = [replica, primary];
    });

    it('refuses its keys soon, and goes on with the others at full speed', async () => {
      const dead = cluster.primaries[1];
      await dead.kill();
      await until(() => refused(keys[1]));
      const times = [];
      for (let i = 0; i < 20; i++) {
        expect(await refused(keys[1])).toBe(true);
        const start = performance.now();
        await Promise.all([incr(keys[0]), incr(keys[2])]);
        times.push(performance.now() - start);
      }
      expect(times.toSorted((x, y) => x - y)[10]).toBeLessThan(50);
      await dead.start();
      const start = performance.now();
      await until(async () => !(await refused(keys[1])));
      // Loaded, gossiped and found again: most of that is Redis's own time.
      expect(performance.now() - start).toBeLessThan(10 * QUICK);
      expect(await redis.ready(QUICK)).toBe(true);
    });

    it('finds the replica that took its place, whether requests come or not', async () => {
      await until(async () =>
        /master_link_status:up/.test(await replica.ask('INFO', 'replication')),
      );
      await redis.command(['SET', keys[0], 'kept']);
      expect(await primary.ask('WAIT', '1', '10000')).toBe(1);
      await primary.kill();
      await until(async () => /role:master/.test(await replica.ask('INFO', 'replication')));
      const start = performance.now();
      expect(await redis.ready(2 * QUICK)).toBe(true);
      await until(async () => (await redis.command(['GET', keys[0]])) === 'kept');
      expect(performance.now() - start).toBeLessThan(2 * QUICK);
    });
  });
});

async function refusesAsMoved(node: OwnRedis, key: string): Promise<boolean> {
  const answer = await node.ask('GET', key).catch(String);
  return /MOVED/.test(String(answer));
}

async function errorsOf(node: OwnRedis, name: string): Promise<number> {
  const stats = await node.ask<string>('INFO', 'errorstats');
  return Number(new RegExp(`errorstat_${name}:count=(\\d+)`).exec(stats)?.[1] ?? 0);
}
