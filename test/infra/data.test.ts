import { allSetupNames, resources, templatesOf } from './templates';

describe.each(allSetupNames)('What remembers in %s', (setup) => {
  const { network, data, web } = templatesOf(setup);

  test('is in no public place', () => {
    for (const { Properties } of resources(data)) {
      expect(Properties['PubliclyAccessible'] ?? false).toBe(false);
    }
    for (const { Properties } of resources(data).filter(({ Type }) =>
      Type.endsWith('SubnetGroup'),
    )) {
      expect(Properties['SubnetIds'].length).toBeGreaterThanOrEqual(2);
      for (const subnet of Properties['SubnetIds']) {
        expect(subnet['Fn::ImportValue']).toMatch(/VpcdataSubnet\dSubnet/);
      }
    }
  });

  test('is all there is in the Data stack: servers are nowhere near', () => {
    expect(resources(data).length).toBeGreaterThan(0);
    expect(resources(web, 'AWS::SecretsManager::Secret')).toEqual([]);
    const types = resources(data).map(({ Type }) => Type);
    expect(types.filter((type) => /^AWS::(EC2::(?!SecurityGroup)|AutoScaling)/.test(type))).toEqual(
      [],
    );
  });

  test('can be replaced while the servers stand: they refer to it without exports', () => {
    expect(JSON.stringify(web).match(/"Fn::ImportValue":"[^"]*-data:[^"]*/g)).toBeNull();
    expect(JSON.stringify(data.Outputs ?? {})).not.toContain('"Export"');
  });

  test('is told to servers by outputs that there are', () => {
    const asked = [...JSON.stringify(web).matchAll(/"Fn::GetStackOutput":(\{[^}]*\})/g)]
      .map(([, reference]): Record<string, string> => JSON.parse(reference!))
      .filter(({ StackName }) => StackName!.endsWith('-data'))
      .map(({ OutputName }) => OutputName);
    expect(Object.keys(data.Outputs ?? {})).toEqual(expect.arrayContaining(asked));
  });

  test('has its logs in groups that forget', () => {
    for (const log of resources([data, web], 'AWS::Logs::LogGroup')) {
      expect(log.Properties['RetentionInDays']).toBeGreaterThan(0);
    }
  });

  test('is not on a disk or in a bucket that is in the clear', () => {
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
});
