import { rdsDatabase } from '../../../../lib/infra/data/rds/rds-database';
import { alarmsOf, dashboard } from '../../alarms';
import { ingress } from '../../ingress';
import { problemsWith } from '../../problems';
import { storePermissions } from '../../server-permissions';
import { resources, serverEnvironment, setupNamesWith, templatesOf, theOne } from '../../templates';

const type = 'AWS::RDS::DBInstance';
// One that is its own, and no part of a cluster.
const setups = setupNamesWith(type, ({ Properties }) => 'AllocatedStorage' in Properties);

describe.each(setups)('The database of %s', (setup) => {
  const { network, data, web, environment, protect } = templatesOf(setup);
  const database = theOne(data, type);
  const settings = database.Properties;
  const parameters = theOne(data, 'AWS::RDS::DBParameterGroup').Properties['Parameters'];

  test('is in no public place', () => {
    expect(settings['PubliclyAccessible']).toBe(false);
    expect(settings['DBSubnetGroupName']).toBeDefined();
    expect(ingress(network)).toContain('Servers → Database: 5432-5432');
  });

  test('is reached by TLS alone', () => {
    expect(parameters['rds.force_ssl']).toBe('1');
    expect(serverEnvironment(web)['DATABASE_URL']).toMatch(/:5432\/app\?sslmode=verify-full$/);
  });

  test('is encrypted at rest', () => {
    expect(settings['StorageEncrypted']).toBe(true);
  });

  test('has no password here: servers sign in by IAM, and RDS keeps the master secret', () => {
    expect(settings).toMatchObject({
      EnableIAMDatabaseAuthentication: true,
      ManageMasterUserPassword: true,
    });
    expect(settings).not.toHaveProperty('MasterUserPassword');
    expect(serverEnvironment(web)).toMatchObject({
      DATABASE_URL: expect.stringMatching(/^postgres:\/\/app@</),
      DATABASE_AUTH: 'iam',
      DATABASE_ADMIN_SECRET_ARN: expect.stringMatching(/^<\w*MasterUserSecret\w*>$/),
    });
  });

  test('has connections for twice the largest fleet', () => {
    const pool = Number(serverEnvironment(web)['DATABASE_POOL_SIZE']);
    const fleet = Number(theOne(web, 'AWS::AutoScaling::AutoScalingGroup').Properties['MaxSize']);
    expect(pool * 2 * fleet).toBeLessThan(Number(parameters['max_connections']));
  });

  test('frees what a vanished server held', () => {
    expect(parameters).toMatchObject({
      tcp_keepalives_idle: '30',
      tcp_keepalives_interval: '10',
      tcp_keepalives_count: '3',
      idle_in_transaction_session_timeout: '60000',
    });
  });

  test('has a name that AWS accepts, and its log in a group of that name', () => {
    const name = settings['DBInstanceIdentifier'];
    expect(name).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(name.length).toBeLessThanOrEqual(63);
    const logs = resources(data, 'AWS::Logs::LogGroup');
    expect(logs.map(({ Properties }) => Properties['LogGroupName'])).toEqual([
      `/aws/rds/instance/${name}/postgresql`,
    ]);
  });

  test('survives a slip of the hand where it is protected, and in prod the loss of a zone', () => {
    expect(settings['DeletionProtection']).toBe(protect);
    expect(database.DeletionPolicy).toBe(protect ? 'Snapshot' : 'Delete');
    expect(settings['MultiAZ']).toBe(environment === 'prod');
    expect(settings['BackupRetentionPeriod']).toBeGreaterThanOrEqual(
      environment === 'prod' ? 7 : 1,
    );
  });

  test('has alarms, and a row on the dashboard under its real name', () => {
    expect(Object.keys(alarmsOf(web, 'database')).toSorted()).toEqual([
      'database-connections',
      'database-cpu',
      'database-memory',
      'database-storage',
    ]);
    const { body, titles } = dashboard(web);
    expect(titles).toContain('Database: CPU %');
    expect(body).toContain(`"DBInstanceIdentifier","${settings['DBInstanceIdentifier']}"`);
  });

  test('wakes nobody by a growing disk while RDS can still grow it', () => {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    const whereRdsActs = Number(settings['AllocatedStorage']) * 0.1 * 1024 ** 3;
    expect(alarmsOf(web, 'database')['database-storage']!['Threshold']).toBeLessThan(whereRdsActs);
  });
});

test('Servers may sign in as one role, and read the one secret that the migration step needs', () => {
  expect(storePermissions(templatesOf('dev with RDS alone').web)).toEqual([
    expect.stringMatching(
      /^rds-db:connect on arn:aws:rds-db:us-east-1:<AWS::AccountId>:dbuser:<\w+DbiResourceId\w+>\/app$/,
    ),
    expect.stringMatching(/^secretsmanager:GetSecretValue on <\w+MasterUserSecret\w+>$/),
  ]);
});

const works = {
  class: 'db.t4g.micro',
  multiAz: false,
  storageGiB: 20,
  maxStorageGiB: 50,
  backupDays: 1,
  poolSize: 10,
} as const;
// The types refuse it; what is read from a file has none.
const { unknownClass } = JSON.parse('{ "unknownClass": "db.x" }');

test('What works is not refused', () => {
  expect(problemsWith([rdsDatabase(works)])).toEqual([]);
});

test.each([
  ['class', { ...works, class: unknownClass }],
  ['poolSize', { ...works, poolSize: 5 }],
  ['poolSize', { ...works, poolSize: 20 }],
  ['storageGiB', { ...works, storageGiB: 5 }],
  ['maxStorageGiB', { ...works, maxStorageGiB: 20 }],
  ['backupDays', { ...works, backupDays: 0 }],
])('What can not work is refused with its field: database.%s', (field, config) => {
  expect(problemsWith([rdsDatabase(config)])).toEqual([
    expect.stringMatching(new RegExp(`^dev\\.database\\.${field}: `)),
  ]);
});

test('A fleet that would open more connections than there are is refused', () => {
  expect(problemsWith([rdsDatabase(works)], { max: 20 })).toEqual([
    expect.stringMatching(/^dev\.database\.poolSize: 10 connections × 2 × 20 servers = 400/),
  ]);
});
