import { readConfig } from '../../app/config';
import { serverTypes } from '../../lib/infra/instance-types';
import {
  allSetupNames,
  mainSetupNames,
  ownSetupNames,
  resources,
  serverEnvironment,
  templatesOf,
  theOne,
  userData,
} from './templates';

const groupType = 'AWS::AutoScaling::AutoScalingGroup';

describe.each(allSetupNames)('The servers of %s', (setup) => {
  const { network, data, web } = templatesOf(setup);
  const machine = theOne(web, 'AWS::EC2::LaunchTemplate').Properties['LaunchTemplateData'];
  const group = theOne(web, groupType);

  test('answer metadata requests only with a session, and to no container', () => {
    const machines = [
      machine,
      ...resources(network, 'AWS::EC2::Instance').map(({ Properties }) => Properties),
    ];
    for (const { MetadataOptions } of machines) {
      expect(MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    }
  });

  test('are of a type that exists for the architecture of their image', () => {
    const image = web.Parameters![machine.ImageId.Ref]!['Default'];
    const known = new Map<string, { architecture: string }>(Object.entries(serverTypes));
    const { architecture } = known.get(machine.InstanceType)!;
    expect(image).toMatch(
      new RegExp(`^/aws/service/ami-amazon-linux-latest/al2023-ami-.*-${architecture}$`),
    );
    // Graviton families have a g behind their number.
    expect(/^[a-z]+\d+g/.test(machine.InstanceType)).toBe(architecture === 'arm64');
  });

  test('learn nothing secret from their user data, which fits', () => {
    // Half of what EC2 takes, as references grow when they are resolved.
    expect(userData(web).length).toBeLessThan(16_384 / 2);
    const script = userData(web).replaceAll(/<.*?>/g, 'REFERENCE');
    expect(script).not.toMatch(/password|secret(?!_ARN=)|resolve:|-----BEGIN/i);
    // The script itself asks the machine's metadata service for one.
    expect(Object.entries(serverEnvironment(web)).join('\n')).not.toMatch(/token/i);
    expect(script).not.toMatch(/:\/\/[^/\s@]*:[^/\s@]+@/);
  });

  test('hand their bootstrap what it asks for', () => {
    const exported = [...userData(web).matchAll(/^export (\w+)=(\S+)$/gm)];
    expect(Object.fromEntries(exported.map(([, name, value]) => [name, value]))).toEqual({
      REGION: serverEnvironment(web)['AWS_REGION'],
      STACK_NAME: expect.stringMatching(/-web$/),
      LOGICAL_ID: Object.keys(web.Resources).find((id) => web.Resources[id]!.Type === groupType),
      ASG_NAME: group.Properties['AutoScalingGroupName'],
      LAUNCH_HOOK_NAME: 'launch',
      TERMINATE_HOOK_NAME: 'terminate',
      TARGET_GROUP_ARN: expect.stringMatching(/^<LoadBalancerTargets/),
      LOG_GROUP: expect.stringMatching(/^<Log/),
      SERVER_ROLE_ARN: expect.stringMatching(/^<ServerRole/),
    });
  });

  test('are as many as scaling wants: a deployment sets no number', () => {
    expect(group.Properties).not.toHaveProperty('DesiredCapacity');
    const policies = resources(web, 'AWS::AutoScaling::ScalingPolicy').map(
      ({ Properties }) =>
        Properties['TargetTrackingConfiguration'].PredefinedMetricSpecification
          .PredefinedMetricType,
    );
    expect(new Set(policies)).toEqual(
      new Set(['ALBRequestCountPerTarget', 'ASGAverageCPUUtilization']),
    );
  });

  test('are replaced by starting the new one first, and when the load balancer says so', () => {
    expect(group.Properties).toMatchObject({
      InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
      HealthCheckType: 'ELB',
      TerminationPolicies: ['OldestLaunchTemplate', 'Default'],
    });
    expect(group.Properties['HealthCheckGracePeriod']).toBeGreaterThan(0);
    expect(group.Properties['MaxInstanceLifetime']).toBeLessThanOrEqual(30 * 24 * 60 * 60);
  });

  test('have hooks from the first one on: in the group, not beside it', () => {
    expect(resources(web, 'AWS::AutoScaling::LifecycleHook')).toEqual([]);
    expect(group.Properties['LifecycleHookSpecificationList']).toEqual([
      expect.objectContaining({
        LifecycleHookName: 'launch',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        DefaultResult: 'ABANDON',
      }),
      expect.objectContaining({
        LifecycleHookName: 'terminate',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        DefaultResult: 'CONTINUE',
      }),
    ]);
  });

  test('have time to finish before the terminate hook runs out', () => {
    const environment = serverEnvironment(web);
    const stop =
      Number(environment['SHUTDOWN_DELAY_SECONDS']) +
      Number(environment['SHUTDOWN_TIMEOUT_SECONDS']);
    const [, terminate] = group.Properties['LifecycleHookSpecificationList'];
    // systemd allows the server 15 s more than it asks for, and the host looks every 5 s.
    expect(terminate.HeartbeatTimeout).toBeGreaterThan(stop + 20);
  });

  test('have time to finish between a spot notice and its end', () => {
    const environment = serverEnvironment(web);
    const stop =
      Number(environment['SHUTDOWN_DELAY_SECONDS']) +
      Number(environment['SHUTDOWN_TIMEOUT_SECONDS']);
    // Two minutes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
    expect(stop + 20).toBeLessThan(120);
  });

  test('start when their policy and a way for requests are there', () => {
    const types = group.DependsOn!.map((id) => web.Resources[id]!.Type);
    expect(types).toContain('AWS::IAM::Policy');
    expect(types).toContain('AWS::ElasticLoadBalancingV2::Listener');
  });

  test('end for good when they power off', () => {
    expect(machine.InstanceInitiatedShutdownBehavior).toBe('terminate');
  });

  test('count for a deployment only when they signal it', () => {
    expect(group.CreationPolicy).toEqual({
      ResourceSignal: { Count: Number(group.Properties['MinSize']), Timeout: 'PT15M' },
    });
  });

  test('need no Lambda function and no custom resource', () => {
    const types = resources([network, data, web]).map(({ Type }) => Type);
    expect(
      types.filter((type) => /^(Custom::|AWS::Lambda|AWS::CloudFormation)/.test(type)),
    ).toEqual([]);
  });
});

test.each(mainSetupNames.filter((setup) => setup.startsWith('prod')))(
  'A release reaches %s by a third first, watched by alarms that turn it back',
  (setup) => {
    const { web } = templatesOf(setup);
    const policy = theOne(web, groupType).UpdatePolicy!;
    const { Strategy, Preferences } = policy['AutoScalingInstanceRefresh'];
    expect(Strategy).toBe('Rolling');
    expect(Preferences).toMatchObject({
      MinHealthyPercentage: 100,
      CheckpointPercentages: [34, 100],
      CheckpointDelay: 300,
      BakeTime: 600,
    });
    const alarms = Preferences.AlarmSpecification.Alarms.map(
      ({ Ref }: { Ref: string }) => web.Resources[Ref]!.Properties['AlarmName'],
    );
    expect(alarms).toEqual([
      'app-prod-server-errors',
      'app-prod-balancer-errors',
      'app-prod-slow-responses',
    ]);
  },
);

test.each(ownSetupNames)('The servers of %s are told what the server reads', (setup) => {
  const environment = serverEnvironment(templatesOf(setup).web);
  expect(Object.keys(environment)).toEqual(
    expect.arrayContaining([
      'PORT',
      'HOST',
      'PUBLIC_URL',
      'TRUSTED_PROXIES',
      'LOG_LEVEL',
      'AWS_REGION',
      'SESSION_IDLE_SECONDS',
      'SESSION_ABSOLUTE_SECONDS',
      'SHUTDOWN_DELAY_SECONDS',
      'SHUTDOWN_TIMEOUT_SECONDS',
    ]),
  );
  const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-a1B2c3';
  const known = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace(/<.*?>/, name.endsWith('_SECRET_ARN') ? secret : 'a.example'),
  ]);
  expect(readConfig(Object.fromEntries(known))).toMatchObject({ PORT: 8080 });
});
