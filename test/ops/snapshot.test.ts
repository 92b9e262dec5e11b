import { Failure } from '../../lib/ops/failure';
import { stores } from '../../lib/ops/stores';
import { snapshotName, takeSnapshots } from '../../lib/ops/take-snapshots';
import { recordedAws } from './account-for-test';
import { runOps } from './run-ops';

const recorded = recordedAws();

test('a name tells the environment and the second', () => {
  expect(snapshotName({ name: 'app-prod' }, new Date('2026-11-24T03:15:09.123Z'))).toBe(
    'app-prod-20261124-031509',
  );
});

const store = (title: string, snapshot: object) => ({
  title,
  holds: [],
  status: async () => [],
  snapshot: snapshot as { none: string },
});

test('every store is asked, and what has nothing to take says so', async () => {
  const taken = await takeSnapshots(await recorded.open(), 'before', () => {}, [
    store('Database', { take: async (_account: unknown, name: string) => `snapshot ${name}` }),
    store('Keys', { none: 'Nothing to take.' }),
  ]);
  expect(taken).toEqual([
    { store: 'Database', snapshot: 'before', says: 'snapshot before' },
    { store: 'Keys', says: 'Nothing to take.' },
  ]);
});

test('one that fails fails all, but only once the others have ended', async () => {
  const ended: string[] = [];
  const take = async () => {
    await new Promise(setImmediate);
    ended.push('second');
    return '';
  };
  const taking = takeSnapshots(await recorded.open(), 'before', () => {}, [
    store('First', { take: () => Promise.reject(new Failure('no', 'cure')) }),
    store('Second', { take }),
  ]);
  await expect(taking).rejects.toThrow('no');
  expect(ended).toEqual(['second']);
});

test.each([
  [[], '--env: which one?'],
  [['--env', 'all'], '--env: which one?'],
  [['--env', 'dev', '--name', 'Not A Name'], 'not a name of a snapshot'],
])('npm run snapshot -- %j is wrong usage', async (args, problem) => {
  const { code, stderr } = await runOps('snapshot', args, recorded.aws.environment);
  expect(stderr).toContain(problem);
  expect(code).toBe(2);
});

test('of what is not there is a failure, where there is a store to take one of', async () => {
  const isSomething = stores.some(({ snapshot }) => 'take' in snapshot);
  const { code, stdout } = await runOps('snapshot', ['--env', 'dev'], recorded.aws.environment);
  expect(stdout === '').toBe(isSomething);
  expect(code).toBe(isSomething ? 1 : 0);
});
