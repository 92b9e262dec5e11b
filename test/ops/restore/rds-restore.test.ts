import { rdsRestore } from '../../../lib/ops/restore/rds-restore';
import { devName, recordedAws } from '../account-for-test';
import { type Document, Refusal } from '../recorded-aws';

const recorded = recordedAws();
const copy = `${devName}-restored-20261124031500`;
const waiting = { pollSeconds: 0.02, signal: new AbortController().signal };

function instance(id: string, changes: Document = {}): Document {
  return {
    DBInstanceIdentifier: id,
    DBInstanceStatus: 'available',
    DBInstanceClass: 'db.t4g.medium',
    AllocatedStorage: 20,
    Engine: 'postgres',
    EngineVersion: '18.1',
    StorageEncrypted: true,
    KmsKeyId: 'arn:key',
    PubliclyAccessible: false,
    DBSubnetGroup: { DBSubnetGroupName: 'data-subnets' },
    VpcSecurityGroups: { VpcSecurityGroupMembership: [{ VpcSecurityGroupId: 'sg-1' }] },
    DBParameterGroups: { DBParameterGroup: [{ DBParameterGroupName: 'tls-only' }] },
    LatestRestorableTime: new Date('2026-11-24T03:10:00Z'),
    ...changes,
  };
}

/** The original, and the copy as it is. */
function databases(copied: Document = {}) {
  return {
    'rds:DescribeDBInstances': ({
      DBInstanceIdentifier: id,
    }: Readonly<Record<string, unknown>>) => ({
      DBInstances: {
        DBInstance: [id === copy ? instance(copy, copied) : instance(devName)],
      },
    }),
  };
}

const gigabyte = 2 ** 30;

/** What CloudWatch and the engine's log tell. */
function measured(free: { original: number; copy: number }, log: string) {
  return {
    'monitoring:GetMetricStatistics': (input: Readonly<Record<string, unknown>>) => ({
      Datapoints: [
        {
          Timestamp: Date.now() / 1000,
          Average: JSON.stringify(input).includes(copy) ? free.copy : free.original,
        },
      ],
    }),
    'rds:DescribeDBLogFiles': {
      DescribeDBLogFiles: {
        DescribeDBLogFilesDetails: [{ LogFileName: 'error/postgresql.log', LastWritten: 1 }],
      },
    },
    'rds:DownloadDBLogFilePortion': { LogFileData: log },
  };
}
const healthyLog = 'LOG:  redo done\nLOG:  database system is ready to accept connections\n';

const sent = (action: string) =>
  recorded.aws.requests.find((request) => request.action === `rds:${action}`)?.input;

test('the copy is private, in the same subnets, behind the same security group, and tagged', async () => {
  recorded.aws.answer({ ...databases(), 'rds:RestoreDBInstanceToPointInTime': {} });
  const restoration = await rdsRestore.find(await recorded.open(), 'time', copy);
  expect(restoration.dataOf).toEqual(new Date('2026-11-24T03:10:00Z'));
  await restoration.begin();
  expect(sent('RestoreDBInstanceToPointInTime')).toMatchObject({
    SourceDBInstanceIdentifier: devName,
    TargetDBInstanceIdentifier: copy,
    UseLatestRestorableTime: 'true',
    DBSubnetGroupName: 'data-subnets',
    'VpcSecurityGroupIds.VpcSecurityGroupId.1': 'sg-1',
    DBParameterGroupName: 'tls-only',
    PubliclyAccessible: 'false',
    DeletionProtection: 'false',
    'Tags.Tag.3.Key': 'purpose',
  });
});

test('of snapshots the newest that is whole is taken', async () => {
  const snapshot = (DBSnapshotIdentifier: string, day: number, Status = 'available') => ({
    DBSnapshotIdentifier,
    Status,
    SnapshotCreateTime: new Date(Date.UTC(2026, 10, day)),
  });
  recorded.aws.answer({
    ...databases(),
    'rds:DescribeDBSnapshots': {
      DBSnapshots: {
        DBSnapshot: [snapshot('old', 1), snapshot('new', 3), snapshot('newer', 4, 'creating')],
      },
    },
    'rds:RestoreDBInstanceFromDBSnapshot': {},
  });
  const restoration = await rdsRestore.find(await recorded.open(), 'snapshot', copy);
  await restoration.begin();
  expect(sent('RestoreDBInstanceFromDBSnapshot')).toMatchObject({ DBSnapshotIdentifier: 'new' });
});

test('a copy that is as it should be passes every check', async () => {
  recorded.aws.answer({
    ...databases(),
    ...measured({ original: 15 * gigabyte, copy: 15.5 * gigabyte }, healthyLog),
  });
  const restoration = await rdsRestore.find(await recorded.open(), 'time', copy);
  const checks = await restoration.check(waiting);
  expect(checks.map(({ name, result }) => `${name}: ${result}`)).toEqual([
    'engine: passed',
    'encrypted by the same key: passed',
    'private: passed',
    'disk: passed',
    "the engine's own log: passed",
    'used storage: passed',
  ]);
});

test.each([
  ['engine', { EngineVersion: '17.1' }, healthyLog, 15],
  ['encrypted by the same key', { KmsKeyId: 'arn:other' }, healthyLog, 15],
  ['private', { PubliclyAccessible: true }, healthyLog, 15],
  ['disk', { AllocatedStorage: 10 }, healthyLog, 5],
  ["the engine's own log", {}, `${healthyLog}ERROR:  invalid page in block 7\n`, 15],
  ['used storage', {}, healthyLog, 19.9],
])('%s that is not as it should be is found', async (name, copied, log, free) => {
  recorded.aws.answer({
    ...databases(copied),
    ...measured({ original: 15 * gigabyte, copy: free * gigabyte }, log),
  });
  const restoration = await rdsRestore.find(await recorded.open(), 'time', copy);
  const failed = (await restoration.check(waiting)).filter(({ result }) => result === 'failed');
  expect(failed.map((check) => check.name)).toEqual([name]);
});

test('what AWS does not let us see is unknown, not well', async () => {
  recorded.aws.answer({
    ...databases(),
    ...measured({ original: 15 * gigabyte, copy: 15 * gigabyte }, ''),
    'rds:DescribeDBLogFiles': new Refusal(
      'AccessDenied',
      'User is not authorized to perform: rds:DescribeDBLogFiles',
    ),
  });
  const restoration = await rdsRestore.find(await recorded.open(), 'time', copy);
  expect(await restoration.check(waiting)).toContainEqual({
    name: "the engine's own log",
    result: 'unknown',
    says: expect.stringContaining('rds:DescribeDBLogFiles'),
  });
});

test('only the copy is removed, with no snapshot of it', async () => {
  recorded.aws.answer({ ...databases(), 'rds:DeleteDBInstance': {} });
  const restoration = await rdsRestore.find(await recorded.open(), 'time', copy);
  expect(await restoration.remove()).toBe('going');
  expect(sent('DeleteDBInstance')).toMatchObject({
    DBInstanceIdentifier: copy,
    SkipFinalSnapshot: 'true',
    DeleteAutomatedBackups: 'true',
  });
  recorded.aws.answer({ 'rds:DeleteDBInstance': new Refusal('DBInstanceNotFound', 'no', 404) });
  expect(await restoration.remove()).toBe('gone');
  recorded.aws.answer({
    ...databases({ DBInstanceStatus: 'creating' }),
    'rds:DeleteDBInstance': new Refusal('InvalidDBInstanceState', 'is creating'),
  });
  await expect(restoration.remove()).rejects.toThrow('is creating');
  expect(restoration.removal.join()).toContain(copy);
});

test('a database without backups is refused, with the setting that brings them', async () => {
  recorded.aws.answer({
    'rds:DescribeDBInstances': {
      DBInstances: { DBInstance: { DBInstanceIdentifier: devName, DBInstanceStatus: 'creating' } },
    },
  });
  await expect(rdsRestore.find(await recorded.open(), 'time', copy)).rejects.toMatchObject({
    cure: expect.stringContaining('database.backupDays'),
  });
});

test('copies of earlier drills are known by their names, and nothing else is', async () => {
  const names = [devName, copy, `${devName}-restored-by-hand`, 'another-restored-20261124031500'];
  recorded.aws.answer({
    'rds:DescribeDBInstances': {
      DBInstances: { DBInstance: names.map((id) => instance(id)) },
    },
  });
  expect(await rdsRestore.leftovers(await recorded.open())).toEqual([copy]);
});
