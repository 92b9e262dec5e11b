import { memcachedFault } from '../../../../lib/ops/drill/stores/memcached-fault';
import { devName, recordedAws } from '../../account-for-test';
import type { Document } from '../../recorded-aws';
import { place } from '../place';

const recorded = recordedAws();
const id = `${devName}-t4g-small`;

function clusters(nodes: string[], CacheClusterStatus = 'available'): Document {
  return {
    CacheClusters: {
      CacheCluster: [
        { CacheClusterId: 'another', Engine: 'memcached', CacheClusterStatus: 'available' },
        {
          CacheClusterId: id,
          Engine: 'memcached',
          CacheClusterStatus,
          CacheNodes: {
            CacheNode: nodes.map((CacheNodeId) => ({ CacheNodeId, CacheNodeStatus: 'available' })),
          },
        },
      ].slice(CacheClusterStatus === 'available' ? 0 : 1),
    },
  };
}

test('one node is rebooted, and said to take its share of the sessions', async () => {
  recorded.aws.answer({ 'elasticache:DescribeCacheClusters': clusters(['0001', '0002']) });
  const fault = await memcachedFault.find(place(await recorded.open()));
  if (!('inflict' in fault)) throw new Error(fault.cant);
  expect(fault.consequence).toContain('50 %');
  expect(fault.takesSessionNode).toBe(true);

  const states = ['available', 'rebooting cluster nodes', 'rebooting cluster nodes', 'available'];
  recorded.aws.answer({
    'elasticache:DescribeCacheClusters': () => ({
      CacheClusters: {
        CacheCluster: { CacheClusterId: id, CacheClusterStatus: states.shift() ?? 'available' },
      },
    }),
    'elasticache:RebootCacheCluster': {},
  });
  await fault.inflict(() => {}, new AbortController().signal);
  expect(states).toEqual([]);
  expect(
    recorded.aws.requests.find(({ action }) => action === 'elasticache:RebootCacheCluster')?.input,
  ).toMatchObject({
    CacheClusterId: id,
    'CacheNodeIdsToReboot.CacheNodeId.1': '0001',
  });
});
