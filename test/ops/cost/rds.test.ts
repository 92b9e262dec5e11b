import { rds } from '../../../lib/ops/cost/rds';
import { setups } from '../../infra/data/rds/setups';
import { count, setupBill } from './setup-bill';

test.each(Object.keys(setups))('every resource is billed or free: %s', (name) => {
  expect(count(setupBill(setups, name, rds), /^Database, /)).toBe(1);
});

test('one zone is billed as one, with the disk that it has', () => {
  const bill = setupBill(setups, 'dev with RDS alone', rds);
  expect(count(bill, /^Disk of the database/)).toBe(20);
  expect(bill.lines.find(({ what }) => what.startsWith('Database'))?.price).toEqual({
    service: 'AmazonRDS',
    region: 'us-east-1',
    usageType: 'InstanceUsage:db.t4g.small',
    where: {
      instanceType: 'db.t4g.small',
      databaseEngine: 'PostgreSQL',
      deploymentOption: 'Single-AZ',
    },
  });
});

test('a standby and replicas are billed, each as what it is', () => {
  const bill = setupBill(setups, 'prod with replicas of RDS alone', rds);
  const usageTypes = bill.lines.map(({ price }) => price.usageType);
  expect(usageTypes).toContain('Multi-AZUsage:db.m7g.large');
  expect(usageTypes).toContain('RDS:Multi-AZ-GP3-Storage');
  expect(count(bill, /^Read replica/)).toBe(2);
  // Each replica has the whole data, on a disk of its own.
  expect(count(bill, /^Disk of read replicas/)).toBe(200);
});

test('the master password is a secret, which is billed', () => {
  expect(count(setupBill(setups, 'dev with RDS alone', rds), /^Secret/)).toBe(1);
});
