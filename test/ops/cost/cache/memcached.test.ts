import { cache } from '../../../../lib/ops/cost/cache';
import { setups } from '../../../infra/data/memcached/setups';
import { count, setupBill } from '../setup-bill';

test.each(Object.keys(setups))('counts every node: %s', (name) => {
  const bill = setupBill(setups, name, cache);
  expect(count(bill, /^Node of/)).toBeGreaterThanOrEqual(1);
  expect(bill.lines.find(({ what }) => what.startsWith('Node of'))?.price.where).toMatchObject({
    cacheEngine: 'Memcached',
  });
});
