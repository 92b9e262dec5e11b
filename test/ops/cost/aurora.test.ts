import { aurora } from '../../../lib/ops/cost/aurora';
import { setups } from '../../infra/data/aurora/setups';
import { count, setupBill } from './setup-bill';

test.each(Object.keys(setups))('each instance is billed for its least capacity: %s', (name) => {
  const bill = setupBill(setups, name, aurora);
  expect(count(bill, /^Database capacity/)).toBeGreaterThanOrEqual(0);
  expect(count(bill, /^Secret/)).toBe(1);
  expect(bill.lines.map(({ price }) => price.usageType)).toEqual(
    expect.arrayContaining([
      'Aurora:ServerlessV2Usage',
      'Aurora:StorageUsage',
      'Aurora:StorageIOUsage',
      'Aurora:BackupUsage',
    ]),
  );
});
