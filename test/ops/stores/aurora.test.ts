import { aurora } from '../../../lib/ops/stores/aurora';
import { devName, recordedAws } from '../account-for-test';
import { Refusal } from '../recorded-aws';
import type { Document } from '../recorded-aws';
import { cluster, instance } from './aurora/answers';

const recorded = recordedAws();

async function status(changes: Document = {}, ...instances: Document[]) {
  recorded.aws.answer({
    'rds:DescribeDBClusters': cluster(changes),
    'rds:DescribeDBInstances': { DBInstances: { DBInstance: instances } },
    'rds:DescribePendingMaintenanceActions': { PendingMaintenanceActions: {} },
  });
  return aurora.status(await recorded.open());
}

test('of a cluster that is well says its capacity, its writer and its readers', async () => {
  const findings = await status({}, instance(1), instance(2));
  expect(findings.map(({ health, says }) => `${health}: ${says}`)).toEqual([
    'well: available, Aurora PostgreSQL 17.9, 0.5 to 4 ACUs',
    'well: writer, available, us-east-1a, rds-ca-rsa2048-g1',
    'well: reader, available, us-east-1b, rds-ca-rsa2048-g1',
    'well: backups of 7 days, newest restore point 3 minutes ago',
  ]);
});

test('a reader that is down is bad', async () => {
  expect(await status({}, instance(1), instance(2, 'rebooting'))).toContainEqual(
    expect.objectContaining({ health: 'bad', subject: `${devName}-2` }),
  );
});

test('a cluster with no writer is bad', async () => {
  expect(await status({ DBClusterMembers: {} }, instance(1))).toContainEqual(
    expect.objectContaining({ health: 'bad', says: 'there is no writer' }),
  );
});

test('a cluster that is not there is a finding', async () => {
  recorded.aws.answer({
    'rds:DescribeDBClusters': new Refusal('DBClusterNotFoundFault', 'not found', 404),
  });
  expect(await aurora.status(await recorded.open())).toMatchObject([{ health: 'bad' }]);
});

test('a snapshot is taken of the cluster, and waited for', async () => {
  const { snapshot } = aurora;
  if ('none' in snapshot) throw new Error('A cluster can be restored.');
  recorded.aws.answer({
    'rds:CreateDBClusterSnapshot': { DBClusterSnapshot: { Status: 'creating' } },
    'rds:DescribeDBClusterSnapshots': {
      DBClusterSnapshots: { DBClusterSnapshot: { Status: 'available' } },
    },
  });
  expect(await snapshot.take(await recorded.open(), 'before', () => {})).toContain(
    'Aurora snapshot before',
  );
});
