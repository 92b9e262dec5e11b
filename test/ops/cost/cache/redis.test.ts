import { cache } from '../../../../lib/ops/cost/cache';
import { setups } from '../../../infra/data/redis/setups';
import { count, setupBill } from '../setup-bill';

test('counts every node: of each shard the primary and its replicas', () => {
  const nodes = (name: string) => count(setupBill(setups, name, cache), /^Node of/);
  expect(nodes('dev with Redis alone')).toBe(1);
  expect(nodes('prod with Valkey alone')).toBe(3);
  expect(nodes('dev with shards of Redis alone')).toBe(4);
});

test('asks for the price of the engine, by the name that the price list has for it', () => {
  const bill = setupBill(setups, 'prod with Valkey alone', cache);
  expect(bill.lines.find(({ what }) => what.startsWith('Node of'))?.price).toMatchObject({
    usageType: 'NodeUsage:cache.r7g.large',
    where: { instanceType: 'cache.r7g.large', cacheEngine: 'Valkey' },
  });
});
