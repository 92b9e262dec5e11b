import { rdsDatabase } from '../../../../lib/infra/data/rds/rds-database';
import { alarmsOf, dashboard } from '../../alarms';
import { ingress } from '../../ingress';
import { problemsWith } from '../../problems';
import { hostPermissions, storePermissions } from '../../server-permissions';
import {
  flatten,
  resources,
  serverEnvironment,
  setupNamesWith,
  templatesOf,
  theOne,
} from '../../templates';

const type = 'AWS::RDS::DBInstance';
// One that is its own, and no part of a cluster.
const setups = setupNamesWith(type, ({ Properties }) => 'AllocatedStorage' in Properties);

describe.each(setups)('The database of %s', (setup) => {
  const { network, data, web, environment, protect } = templatesOf(setup);
  const instances = resources(data, type);
  const database = instances.find(({ Properties }) => 'AllocatedStorage' in Properties)!;
  const settings = database.Properties;
  const replicas = instances.filter(({ Properties }) => 'SourceDBInstanceIdentifier' in Properties);
  const parameters = theOne(data, 'AWS::RDS::DBParameterGroup').Properties['Parameters'];

  test('is in no public place', () => {
    expect(instances).toHaveLength(1 + replicas.length);
    for (const { Properties } of instances) {
      expect(Properties).toMatchObject({
        PubliclyAccessible: false,
        DBSubnetGroupName: expect.anything(),
        VPCSecurityGroups: settings['VPCSecurityGroups'],
      });
    }
    expect(ingress(network, data)).toContain('Servers → Database: 5432-5432');
  });

  test('is reached by TLS alone', () => {
    expect(parameters['rds.force_ssl']).toBe('1');
    expect(serverEnvironment(web)['DATABASE_URL']).toMatch(/:5432\/app\?sslmode=verify-full$/);
  });

  test('is encrypted at rest', () => {
    expect(settings['StorageEncrypted']).toBe(true);
  });

  test('has no password here: servers sign in by IAM, and the master secret is elsewhere', () => {
    for (const { Properties } of instances) {
      expect(Properties['EnableIAMDatabaseAuthentication']).toBe(true);
    }
    if (replicas.length === 0) {
      expect(settings['ManageMasterUserPassword']).toBe(true);
      expect(settings).not.toHaveProperty('MasterUserPassword');
    } else {
      // RDS keeps none for a database that has read replicas.
      expect(settings).not.toHaveProperty('ManageMasterUserPassword');
      expect(flatten(settings['MasterUserPassword'])).toMatch(
        /^\{\{resolve:secretsmanager:<\w+Secret\w+>:SecretString:password::\}\}$/,
      );
      const secret = theOne(data, 'AWS::SecretsManager::Secret').Properties;
      expect(secret).not.toHaveProperty('SecretString');
    }
    expect(serverEnvironment(web)).toMatchObject({
      DATABASE_URL: expect.stringMatching(/^postgres:\/\/app@</),
      DATABASE_AUTH: 'iam',
      DATABASE_ADMIN_SECRET_ARN: expect.stringMatching(/^<\w*Secret\w*>$/),
    });
  });

  test('has replicas that are like it, and hold nothing that needs protection', () => {
    for (const { Properties, DeletionPolicy } of replicas) {
      expect(Properties).toMatchObject({
        DBInstanceClass: settings['DBInstanceClass'],
        DBParameterGroupName: settings['DBParameterGroupName'],
        MaxAllocatedStorage: settings['MaxAllocatedStorage'],
        DeletionProtection: false,
      });
      expect(DeletionPolicy).toBe('Delete');
    }
  });

  test('tells servers its replicas, where there are some', () => {
    const { DATABASE_REPLICAS } = serverEnvironment(web);
    const told = DATABASE_REPLICAS === undefined ? [] : DATABASE_REPLICAS.split(',');
    expect(told).toHaveLength(replicas.length);
    for (const address of told) expect(address).toMatch(/^<\w*Replica\w*EndpointAddress\w*>:5432$/);
    expect(new Set(told).size).toBe(told.length);
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
    expect(logs.map(({ Properties }) => Properties['LogGroupName'])).toEqual(
      instances.map(
        ({ Properties }) => `/aws/rds/instance/${Properties['DBInstanceIdentifier']}/postgresql`,
      ),
    );
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
      ...(settings['DBInstanceClass'].startsWith('db.t') ? ['database-cpu-credits'] : []),
      'database-disk-balance',
      'database-memory',
      ...(replicas.length > 0 ? ['database-replica-cpu', 'database-replica-lag'] : []),
      'database-storage',
      'database-transaction-ids',
    ]);
    const { body, titles } = dashboard(web);
    expect(titles).toContain('Database: CPU %');
    for (const { Properties } of instances) {
      expect(body).toContain(`"DBInstanceIdentifier","${Properties['DBInstanceIdentifier']}"`);
    }
  });

  test('wakes nobody for a replica that only waits for something to copy', () => {
    const lag = alarmsOf(web, 'database')['database-replica-lag'];
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.Replication.ReadReplicas.Monitor.html
    expect(lag?.['Threshold'] ?? 600).toBeGreaterThan(300);
  });

  test('wakes nobody by a growing disk while RDS can still grow it', () => {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    const whereRdsActs = Number(settings['AllocatedStorage']) * 0.1 * 1024 ** 3;
    expect(alarmsOf(web, 'database')['database-storage']!['Threshold']).toBeLessThan(whereRdsActs);
  });
});

test('Servers may sign in as one role; their machines read the one secret that migrating needs', () => {
  const { web } = templatesOf('dev with RDS alone');
  expect(storePermissions(web)).toEqual([
    expect.stringMatching(
      /^rds-db:connect on arn:aws:rds-db:us-east-1:<AWS::AccountId>:dbuser:<\w+DbiResourceId\w+>\/app$/,
    ),
  ]);
  const secrets = hostPermissions(web).filter((sentence) => /^secretsmanager/.test(sentence));
  expect(secrets).toEqual([
    expect.stringMatching(/^secretsmanager:GetSecretValue on <\w+MasterUserSecret\w+>$/),
  ]);
});

test('Servers may sign in to its replicas as the same role', () => {
  const permissions = storePermissions(templatesOf('prod with replicas of RDS alone').web);
  const instances = permissions.filter((sentence) => sentence.startsWith('rds-db:connect on '));
  expect(instances).toHaveLength(3);
  for (const sentence of instances) {
    expect(sentence).toMatch(
      /:dbuser:<\w*Instance\w*DbiResourceId\w*>\/app$|:dbuser:<\w*Replica\d\w*DbiResourceId\w*>\/app$/,
    );
  }
});

const works = {
  class: 'db.t4g.micro',
  multiAz: false,
  readReplicas: 0,
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
  ['storageGiB', { ...works, storageGiB: 20.5 }],
  ['maxStorageGiB', { ...works, maxStorageGiB: 20 }],
  ['maxStorageGiB', { ...works, maxStorageGiB: 65_537 }],
  ['backupDays', { ...works, backupDays: 0 }],
  ['backupDays', { ...works, backupDays: 1.5 }],
  ['readReplicas', { ...works, readReplicas: -1 }],
  ['readReplicas', { ...works, readReplicas: 11 }],
])('What can not work is refused with its field: database.%s', (field, config) => {
  expect(problemsWith([rdsDatabase(config)])).toEqual([
    expect.stringMatching(new RegExp(`^dev\\.database\\.${field}: `)),
  ]);
});

test('A fleet that would open more connections than there are is refused', () => {
  expect(problemsWith([rdsDatabase(works)], { max: 20 })).toEqual([
    expect.stringMatching(
      /^dev\.database\.poolSize: 10 connections × 40 servers in a rollout = 400/,
    ),
  ]);
});

test('The servers that a warm pool prepares count too', () => {
  const servers = { min: 1, max: 3, rollout: 'refresh' } as const;
  expect(problemsWith([rdsDatabase(works)], servers)).toEqual([]);
  expect(problemsWith([rdsDatabase(works)], { ...servers, warmPool: 2 })).toEqual([
    expect.stringMatching(/^dev\.database\.poolSize: 10 connections × 8 servers/),
  ]);
});
