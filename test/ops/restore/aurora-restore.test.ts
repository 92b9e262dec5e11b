import { auroraRestore } from '../../../lib/ops/restore/aurora-restore';
import { devName, recordedAws } from '../account-for-test';
import { type Document, Refusal } from '../recorded-aws';

const recorded = recordedAws();
const copy = `${devName}-restored-20261124031500`;

function cluster(id: string, changes: Document = {}): Document {
  return {
    DBClusterIdentifier: id,
    Status: 'available',
    Engine: 'aurora-postgresql',
    EngineVersion: '17.9',
    StorageEncrypted: true,
    KmsKeyId: 'arn:key',
    DBSubnetGroup: 'data-subnets',
    DBClusterParameterGroup: 'tls-only',
    VpcSecurityGroups: { VpcSecurityGroupMembership: [{ VpcSecurityGroupId: 'sg-1' }] },
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
    LatestRestorableTime: new Date('2026-11-24T03:10:00Z'),
    ...changes,
  };
}

type Input = Readonly<Record<string, unknown>>;
const notThere = new Refusal('DBInstanceNotFound', 'no', 404);

/** The original, and as much of the copy as there is. */
function databases(status?: string, instance?: string) {
  return {
    'rds:DescribeDBClusters': ({ DBClusterIdentifier: id }: Input) => {
      if (id === copy && status === undefined)
        return new Refusal('DBClusterNotFoundFault', '', 404);
      const found = id === copy ? cluster(copy, { Status: status }) : cluster(devName);
      return { DBClusters: { DBCluster: [found] } };
    },
    'rds:DescribeDBInstances': () =>
      instance === undefined
        ? notThere
        : { DBInstances: { DBInstance: [{ DBInstanceStatus: instance }] } },
  };
}

const find = async () => auroraRestore.find(await recorded.open(), 'time', copy);
const actions = () =>
  recorded.aws.requests
    .map(({ action }) => action)
    .filter((action) => !/Describe|Get/.test(action));
const sent = (action: string) =>
  recorded.aws.requests.find((request) => request.action === `rds:${action}`)?.input;

test('a cluster is made of the newest moment, and one instance that takes connections', async () => {
  recorded.aws.answer({
    ...databases(),
    'rds:RestoreDBClusterToPointInTime': {},
    'rds:CreateDBInstance': {},
  });
  await (await find()).begin();
  expect(actions()).toEqual(['rds:RestoreDBClusterToPointInTime', 'rds:CreateDBInstance']);
  expect(sent('RestoreDBClusterToPointInTime')).toMatchObject({
    SourceDBClusterIdentifier: devName,
    DBClusterIdentifier: copy,
    UseLatestRestorableTime: 'true',
    DBSubnetGroupName: 'data-subnets',
    'VpcSecurityGroupIds.VpcSecurityGroupId.1': 'sg-1',
    'ServerlessV2ScalingConfiguration.MaxCapacity': '4',
    DeletionProtection: 'false',
  });
  expect(sent('CreateDBInstance')).toMatchObject({
    DBInstanceIdentifier: `${copy}-1`,
    DBClusterIdentifier: copy,
    DBInstanceClass: 'db.serverless',
    PubliclyAccessible: 'false',
  });
});

test('it is up when both are', async () => {
  const restoration = await (recorded.aws.answer(databases('available', 'creating')), find());
  expect((await restoration.state()).isUp).toBe(false);
  recorded.aws.answer(databases('available', 'available'));
  expect((await restoration.state()).isUp).toBe(true);
});

test('the instance goes first, then the cluster, and neither is the original', async () => {
  recorded.aws.answer({
    ...databases('available', 'available'),
    'rds:DeleteDBInstance': {},
    'rds:DeleteDBCluster': {},
  });
  const restoration = await find();
  expect(await restoration.remove()).toBe('going');
  expect(actions()).toEqual(['rds:DeleteDBInstance', 'rds:DeleteDBCluster']);
  expect(sent('DeleteDBInstance')?.['DBInstanceIdentifier']).toBe(`${copy}-1`);
  expect(sent('DeleteDBCluster')).toMatchObject({
    DBClusterIdentifier: copy,
    SkipFinalSnapshot: 'true',
  });
});

test('while the instance is still being made the cluster stays, and it is asked again', async () => {
  const refusal = new Refusal('InvalidDBInstanceState', 'creating');
  recorded.aws.answer({
    ...databases('available', 'creating'),
    'rds:DeleteDBInstance': refusal,
    'rds:DeleteDBCluster': new Refusal('InvalidDBClusterStateFault', 'it has instances'),
  });
  const restoration = await find();
  expect(await restoration.remove()).toBe('not yet');
  recorded.aws.answer(databases());
  expect(await restoration.remove()).toBe('gone');
  expect(restoration.removal).toHaveLength(2);
});
