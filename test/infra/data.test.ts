import { allSetupNames, mainSetupNames } from './setups';
import { resources, serverEnvironment, templatesOf, theOne } from './templates';

const databaseType = 'AWS::RDS::DBInstance';

describe.each(allSetupNames)('The data of %s', (setup) => {
  const { network, data, web } = templatesOf(setup);
  const database = theOne(data, databaseType).Properties;
  const parameters = theOne(data, 'AWS::RDS::DBParameterGroup').Properties['Parameters'];

  test('is in no public place', () => {
    expect(database['PubliclyAccessible']).toBe(false);
    const groups = resources(data).filter(({ Type }) => Type.endsWith('SubnetGroup'));
    expect(groups.length).toBeGreaterThanOrEqual(1);
    for (const { Properties } of groups) {
      expect(Properties['SubnetIds'].length).toBeGreaterThanOrEqual(2);
      for (const subnet of Properties['SubnetIds']) {
        expect(subnet['Fn::ImportValue']).toMatch(/VpcdataSubnet\dSubnet/);
      }
    }
  });

  test('is reached by TLS alone', () => {
    expect(parameters['rds.force_ssl']).toBe('1');
    expect(serverEnvironment(web)['DATABASE_URL']).toMatch(/\?sslmode=verify-full$/);
  });

  test('is encrypted at rest, and so is every disk and bucket', () => {
    expect(database['StorageEncrypted']).toBe(true);
    const disks = [
      ...resources(web, 'AWS::EC2::LaunchTemplate').map(
        ({ Properties }) => Properties['LaunchTemplateData'],
      ),
      ...resources(network, 'AWS::EC2::Instance').map(({ Properties }) => Properties),
    ].flatMap((machine) => machine.BlockDeviceMappings);
    expect(disks.length).toBeGreaterThan(0);
    for (const disk of disks) expect(disk.Ebs.Encrypted).toBe(true);
    for (const bucket of resources([network, data, web], 'AWS::S3::Bucket')) {
      expect(bucket.Properties['BucketEncryption']).toBeDefined();
    }
  });

  test('has no password here: servers sign in by IAM, and RDS keeps the master secret', () => {
    expect(database).toMatchObject({
      EnableIAMDatabaseAuthentication: true,
      ManageMasterUserPassword: true,
    });
    expect(database).not.toHaveProperty('MasterUserPassword');
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

  test('has names that AWS accepts', () => {
    const name = database['DBInstanceIdentifier'];
    expect(name).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(name.length).toBeLessThanOrEqual(63);
  });

  test('can be replaced while the servers stand: they refer to it without exports', () => {
    expect(JSON.stringify(web)).not.toMatch(/"Fn::ImportValue":"[^"]*-data:/);
    expect(JSON.stringify(data.Outputs)).not.toContain('"Export"');
  });

  test('has its log in a group that forgets', () => {
    const logs = resources([data, web], 'AWS::Logs::LogGroup');
    expect(logs.map(({ Properties }) => Properties['LogGroupName'])).toContain(
      `/aws/rds/instance/${database['DBInstanceIdentifier']}/postgresql`,
    );
    for (const log of logs) expect(log.Properties['RetentionInDays']).toBeGreaterThan(0);
  });
});

test.each(mainSetupNames.filter((setup) => setup.startsWith('prod')))(
  'The data of %s survives a zone and a slip of the hand',
  (setup) => {
    const { data } = templatesOf(setup);
    const database = theOne(data, databaseType);
    expect(database.Properties).toMatchObject({ MultiAZ: true, DeletionProtection: true });
    expect(database.Properties['BackupRetentionPeriod']).toBeGreaterThanOrEqual(7);
    expect(database.DeletionPolicy).toBe('Snapshot');
  },
);
