import { CfnCacheCluster } from 'aws-cdk-lib/aws-elasticache';
import { memcachedNodeTypes } from '../../../../lib/infra/data/memcached/memcached-config';
import { findings } from '../../findings';

const nodeTypes: readonly string[] = Object.keys(memcachedNodeTypes);

test('Every type that a node may be of exists', () => {
  const found = findings((stack) => {
    for (const cacheNodeType of [...nodeTypes, 'cache.t9.huge']) {
      new CfnCacheCluster(stack, cacheNodeType, {
        engine: 'memcached',
        cacheNodeType,
        numCacheNodes: 1,
      });
    }
  });
  expect(
    [...found.matchAll(/CacheNodeType: '(\S+)' is not valid/g)].map(([, each]) => each),
  ).toEqual(['cache.t9.huge']);
});

test('All of them are of Graviton, as the servers are', () => {
  for (const each of nodeTypes) expect(each).toMatch(/^cache\.[mrt]\dg\./);
});
