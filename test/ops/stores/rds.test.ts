import { Failure } from '../../../lib/ops/failure';
import { rds } from '../../../lib/ops/stores/rds';
import { accountId, devName, recordedAws } from '../account-for-test';
import { Refusal } from '../recorded-aws';
import type { Document } from '../recorded-aws';
import { arn, instance, noMaintenance } from './rds/answers';

const recorded = recordedAws();

const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

async function status(changes: Document = {}) {
  recorded.aws.answer({ ...noMaintenance, 'rds:DescribeDBInstances': instance(changes) });
  return rds.status(await recorded.open());
}

describe('status', () => {
  test('of a database that is well says what it is, where, and how new a restore could be', async () => {
    const findings = await status();
    expect(findings.map(({ health }) => health)).toEqual(['well', 'well']);
    expect(findings.map(({ says }) => says)).toEqual([
      'available, PostgreSQL 18.1 on db.t4g.medium, Multi-AZ (us-east-1a, standby us-east-1b), rds-ca-rsa2048-g1',
      'backups of 14 days, newest restore point 4 minutes ago',
    ]);
    expect(findings[0]?.facts).toMatchObject({ multiAz: true, engineVersion: '18.1' });
  });

  test.each([
    ['modifying', 'notice'],
    ['storage-optimization', 'notice'],
    ['storage-full', 'bad'],
    ['rebooting', 'bad'],
    ['incompatible-parameters', 'bad'],
  ])('%s is %s', async (DBInstanceStatus, health) => {
    const [finding] = await status({ DBInstanceStatus });
    expect(finding).toMatchObject({ health });
  });

  test('of a database that is not there is a finding', async () => {
    recorded.aws.answer({
      'rds:DescribeDBInstances': new Refusal('DBInstanceNotFound', 'not found', 404),
    });
    expect(await rds.status(await recorded.open())).toEqual([
      { health: 'bad', subject: devName, says: 'there is no such RDS instance' },
    ]);
  });

  test('tells of backups that are late, and of none', async () => {
    expect(await status({ LatestRestorableTime: minutesAgo(90) })).toContainEqual(
      expect.objectContaining({ health: 'notice', says: expect.stringContaining('1 hour ago') }),
    );
    expect(await status({ BackupRetentionPeriod: 0 })).toContainEqual(
      expect.objectContaining({ health: 'notice', says: 'no backups' }),
    );
  });

  test('tells of a certificate in its last weeks', async () => {
    const findings = await status({
      CertificateDetails: {
        CAIdentifier: 'rds-ca-old',
        ValidTill: new Date(Date.now() + 20.5 * 24 * 3600 * 1000),
      },
    });
    expect(findings).toContainEqual(
      expect.objectContaining({
        health: 'notice',
        says: 'its certificate (rds-ca-old) ends in 20 days',
      }),
    );
  });

  test('tells of pending maintenance, with how to choose its hour', async () => {
    recorded.aws.answer({
      'rds:DescribeDBInstances': instance(),
      'rds:DescribePendingMaintenanceActions': {
        PendingMaintenanceActions: {
          ResourcePendingMaintenanceActions: {
            ResourceIdentifier: arn,
            PendingMaintenanceActionDetails: {
              PendingMaintenanceAction: {
                Action: 'system-update',
                Description: 'New Operating System update is available',
              },
            },
          },
        },
      },
    });
    expect(await rds.status(await recorded.open())).toContainEqual(
      expect.objectContaining({
        health: 'notice',
        says: 'maintenance is pending: system-update, New Operating System update is available (at no set time)',
        cure: expect.stringContaining(`--resource-identifier ${arn}`),
      }),
    );
  });

  test('looks at the read replicas too', async () => {
    recorded.aws.answer({
      ...noMaintenance,
      'rds:DescribeDBInstances': ({ DBInstanceIdentifier }) =>
        DBInstanceIdentifier === devName
          ? instance({
              ReadReplicaDBInstanceIdentifiers: {
                ReadReplicaDBInstanceIdentifier: [`${devName}-replica-1`],
              },
            })
          : instance({
              DBInstanceIdentifier,
              DBInstanceStatus: 'failed',
              ReadReplicaSourceDBInstanceIdentifier: devName,
            }),
    });
    expect(await rds.status(await recorded.open())).toContainEqual(
      expect.objectContaining({
        health: 'bad',
        subject: `${devName}-replica-1`,
        says: expect.stringContaining('read replica'),
      }),
    );
  });

  test('goes on where only the maintenance may not be read, and names the action', async () => {
    recorded.aws.answer({
      'rds:DescribeDBInstances': instance(),
      'rds:DescribePendingMaintenanceActions': new Refusal(
        'AccessDenied',
        `User: arn:aws:iam::${accountId}:user/operator is not authorized to perform: rds:DescribePendingMaintenanceActions`,
        403,
      ),
    });
    const findings = await rds.status(await recorded.open());
    expect(findings[0]).toMatchObject({ health: 'well' });
    expect(findings).toContainEqual(
      expect.objectContaining({
        health: 'bad',
        says: expect.stringContaining('denied rds:DescribePendingMaintenanceActions'),
      }),
    );
  });
});

describe('snapshot', () => {
  const { snapshot } = rds;
  if ('none' in snapshot) throw new Error('A database can be restored.');

  test('is taken under the name and waited for', async () => {
    recorded.aws.answer({
      'rds:CreateDBSnapshot': {
        DBSnapshot: { DBSnapshotIdentifier: 'before', Status: 'creating' },
      },
      'rds:DescribeDBSnapshots': {
        DBSnapshots: { DBSnapshot: { DBSnapshotIdentifier: 'before', Status: 'available' } },
      },
    });
    const said: string[] = [];
    const result = await snapshot.take(await recorded.open(), 'before', (text) => said.push(text));
    expect(result).toContain('RDS snapshot before');
    expect(said).toEqual([`RDS takes the snapshot before of the database ${devName}.`]);
    expect(recorded.aws.requests).toContainEqual({
      action: 'rds:CreateDBSnapshot',
      input: expect.objectContaining({
        DBInstanceIdentifier: devName,
        DBSnapshotIdentifier: 'before',
      }),
    });
  });

  test('of a database that is not there names the cure', async () => {
    recorded.aws.answer({
      'rds:CreateDBSnapshot': new Refusal('DBInstanceNotFound', 'not found', 404),
    });
    await expect(snapshot.take(await recorded.open(), 'before', () => {})).rejects.toThrow(Failure);
  });

  test('that fails is a failure', async () => {
    recorded.aws.answer({
      'rds:CreateDBSnapshot': { DBSnapshot: { DBSnapshotIdentifier: 'before' } },
      'rds:DescribeDBSnapshots': {
        DBSnapshots: { DBSnapshot: { DBSnapshotIdentifier: 'before', Status: 'failed' } },
      },
    });
    await expect(snapshot.take(await recorded.open(), 'before', () => {})).rejects.toThrow(
      /has not finished the snapshot before/,
    );
  });
});
