import { auroraDatabase } from '../../../../lib/infra/data/aurora/aurora-database';
import { alarmsOf, dashboard } from '../../alarms';
import { ingress } from '../../ingress';
import { problemsWith } from '../../problems';
import { hostPermissions, storePermissions } from '../../server-permissions';
import { resources, serverEnvironment, setupNamesWith, templatesOf, theOne } from '../../templates';

const type = 'AWS::RDS::DBCluster';
const instanceType = 'AWS::RDS::DBInstance';

describe.each(setupNamesWith(type))('The database of %s', (setup) => {
  const { network, data, web, environment, protect } = templatesOf(setup);
  const cluster = theOne(data, type);
  const settings = cluster.Properties;
  const instances = resources(data, instanceType).map(({ Properties }) => Properties);
  const parameters = theOne(data, 'AWS::RDS::DBParameterGroup').Properties['Parameters'];

  test('is in no public place', () => {
    expect(instances.length).toBeGreaterThan(0);
    for (const instance of instances) expect(instance['PubliclyAccessible']).toBe(false);
    expect(settings['DBSubnetGroupName']).toBeDefined();
    expect(ingress(network, data)).toContain('Servers → Database: 5432-5432');
  });

  test('is reached by TLS alone', () => {
    expect(theOne(data, 'AWS::RDS::DBClusterParameterGroup').Properties['Parameters']).toEqual({
      'rds.force_ssl': '1',
    });
    expect(serverEnvironment(web)['DATABASE_URL']).toMatch(/:5432\/app\?sslmode=verify-full$/);
  });

  test('is encrypted at rest', () => {
    expect(settings['StorageEncrypted']).toBe(true);
  });

  test('is called by the name of the writer, whichever instance that is', () => {
    expect(serverEnvironment(web)['DATABASE_URL']).toMatch(
      /^postgres:\/\/app@<\w+DatabaseCluster\w+EndpointAddress\w+>:/,
    );
  });

  test('tells servers where its readers are asked, if it has any', () => {
    expect(serverEnvironment(web)['DATABASE_REPLICAS']).toEqual(
      instances.length > 1
        ? expect.stringMatching(/^<\w+DatabaseCluster\w+ReadEndpointAddress\w+>:5432$/)
        : undefined,
    );
  });

  test('has no password here: servers sign in by IAM, and RDS keeps the master secret', () => {
    expect(settings).toMatchObject({
      EnableIAMDatabaseAuthentication: true,
      ManageMasterUserPassword: true,
    });
    expect(settings).not.toHaveProperty('MasterUserPassword');
    expect(serverEnvironment(web)).toMatchObject({
      DATABASE_AUTH: 'iam',
      DATABASE_ADMIN_SECRET_ARN: expect.stringMatching(/^<\w*MasterUserSecret\w*>$/),
    });
  });

  test('has instances that are alike and follow the load', () => {
    for (const instance of instances) {
      expect(instance).toMatchObject({
        DBInstanceClass: 'db.serverless',
        EnablePerformanceInsights: settings['ServerlessV2ScalingConfiguration'].MinCapacity >= 2,
      });
      // 0 and 1 are as large as the writer at any time.
      expect([0, 1]).toContain(instance['PromotionTier']);
    }
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
    const name = settings['DBClusterIdentifier'];
    expect(name).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(name.length).toBeLessThanOrEqual(63);
    expect(settings['EnableCloudwatchLogsExports']).toEqual(['postgresql']);
    const logs = resources(data, 'AWS::Logs::LogGroup');
    expect(logs.map(({ Properties }) => Properties['LogGroupName'])).toEqual([
      `/aws/rds/cluster/${name}/postgresql`,
    ]);
  });

  test('survives a slip of the hand where it is protected, and in prod the loss of a zone', () => {
    expect(settings['DeletionProtection']).toBe(protect);
    expect(cluster.DeletionPolicy).toBe(protect ? 'Snapshot' : 'Delete');
    expect(instances.length).toBeGreaterThanOrEqual(environment === 'prod' ? 2 : 1);
    expect(settings['BackupRetentionPeriod']).toBeGreaterThanOrEqual(
      environment === 'prod' ? 7 : 1,
    );
  });

  test('has alarms, and a row on the dashboard under its real name', () => {
    expect(Object.keys(alarmsOf(web, 'database')).toSorted()).toEqual([
      'database-capacity',
      'database-connections',
      'database-cpu',
      'database-memory',
      ...(instances.length > 1 ? ['database-reader-cpu', 'database-replica-lag'] : []),
      'database-transaction-ids',
    ]);
    const { body, titles } = dashboard(web);
    expect(titles).toContain('Database: capacity (ACUs) and CPU %');
    expect(body).toContain(`"DBClusterIdentifier","${settings['DBClusterIdentifier']}"`);
  });
});

test('Servers may sign in as one role; their machines read the one secret that migrating needs', () => {
  const { web } = templatesOf('prod with Aurora alone');
  expect(storePermissions(web)).toEqual([
    expect.stringMatching(
      /^rds-db:connect on arn:aws:rds-db:us-east-1:<AWS::AccountId>:dbuser:<\w+DBClusterResourceId\w+>\/app$/,
    ),
  ]);
  const secrets = hostPermissions(web).filter((sentence) => /^secretsmanager/.test(sentence));
  expect(secrets).toEqual([
    expect.stringMatching(/^secretsmanager:GetSecretValue on <\w+MasterUserSecret\w+>$/),
  ]);
});

test.each([
  // Each of them below Aurora's own default for the range.
  [0.5, 1, 189],
  [1, 4, 823],
  [1, 8, 1669],
  [0.5, 16, 2000],
  [1, 16, 3360],
  [1, 64, 5000],
])('From %d to %d ACUs there are fewer connections than Aurora allows', (min, max, allowed) => {
  const database = auroraDatabase({
    minCapacity: min,
    maxCapacity: max,
    readers: 0,
    backupDays: 1,
    poolSize: 6,
  });
  // Six for each server, twice; 15 are kept.
  expect(problemsWith([database], { max: Math.ceil((allowed - 14) / 12) })).toEqual([
    expect.stringMatching(/^dev\.database\.poolSize: /),
  ]);
  expect(problemsWith([database], { max: Math.floor((allowed * 0.6) / 12) })).toEqual([]);
});

const works = { minCapacity: 0.5, maxCapacity: 2, readers: 0, backupDays: 1, poolSize: 10 };

test('What works is not refused', () => {
  expect(problemsWith([auroraDatabase(works)])).toEqual([]);
});

test.each([
  ['minCapacity', { ...works, minCapacity: 0.7 }],
  ['minCapacity', { ...works, minCapacity: -1 }],
  ['maxCapacity', { ...works, maxCapacity: 257 }],
  ['maxCapacity', { ...works, minCapacity: 8, maxCapacity: 4 }],
  ['readers', { ...works, readers: 16 }],
  ['backupDays', { ...works, backupDays: 0 }],
  ['poolSize', { ...works, poolSize: 5 }],
  ['poolSize', { ...works, poolSize: 100 }],
])('What can not work is refused with its field: database.%s', (field, config) => {
  expect(problemsWith([auroraDatabase(config)])).toEqual([
    expect.stringMatching(new RegExp(`^dev\\.database\\.${field}: `)),
  ]);
});
