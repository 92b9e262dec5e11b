import { memcached } from '../../../lib/ops/stores/memcached';
import { devName, recordedAws } from '../account-for-test';
import type { Document } from '../recorded-aws';
import { cluster, node, own } from './memcached/answers';

const recorded = recordedAws();

async function status(...clusters: Document[]) {
  recorded.aws.answer({
    'elasticache:DescribeCacheClusters': { CacheClusters: { CacheCluster: clusters } },
    'elasticache:DescribeUpdateActions': { UpdateActions: {} },
  });
  return memcached.status(await recorded.open());
}

test('of nodes that are well says each, and of those of nobody else', async () => {
  const findings = await status(
    cluster('somebody-elses-t4g-small', { CacheClusterStatus: 'deleting' }),
    cluster(own),
  );
  expect(findings.map(({ health, subject }) => `${health} ${subject}`)).toEqual([
    `well ${own}`,
    `well ${own}/0001`,
    `well ${own}/0002`,
  ]);
});

test('a node that is not available is bad: its share of the sessions is away', async () => {
  const findings = await status(
    cluster(own, { CacheNodes: { CacheNode: [node('0001'), node('0002', 'rebooting')] } }),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ health: 'bad', subject: `${own}/0002` }),
  );
});

test('says so where TLS is off', async () => {
  expect(await status(cluster(own, { TransitEncryptionEnabled: false }))).toContainEqual(
    expect.objectContaining({ health: 'bad', says: 'without TLS' }),
  );
});

test('no cluster at all is a finding', async () => {
  expect(await status()).toMatchObject([{ health: 'bad', subject: devName }]);
});

test('says why there is nothing to take a snapshot of', () => {
  expect(memcached.snapshot).toMatchObject({ none: expect.stringContaining('no snapshots') });
});
