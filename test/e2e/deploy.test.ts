import { rm } from 'node:fs/promises';
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeLifecycleHooksCommand,
  DescribePoliciesCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { environments } from '../../lib/infra/config';
import { describeWhere } from '../host/machine';
import { canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import { ignoredTypes } from './deploy-ignored-types';
import { answersOf, coveringSet } from './covering-set';
import {
  bootstrap,
  cdk,
  deployTo,
  makeHostedZone,
  readStack,
  synthesize,
  type Deployed,
} from './deploy-stacks';
import { readServers, readSecrets } from './deployed-servers';
import { databases, sessionStores } from './deployed-stores';
import { projectsIn } from './matrix-project';

const minutes = 60_000;

/** GitHub has one identity provider in an account, so one project's workflow can be let into it. */
const deployedByGitHub = coveringSet.find(({ ci }) => ci === 'github')?.name;

describeWhere(canEmulateAws, 'moto_server')('cdk deploy into an emulated AWS', () => {
  const projects = projectsIn('deploy');
  let emulator: Emulator;
  let zone: string;
  const assemblies: Promise<string>[] = [];
  /** The ignored types that were met, in any project. */
  const met = new Set<string>();

  beforeAll(async () => {
    emulator = await startEmulator();
    await Promise.all([projects.build(), bootstrap(emulator)]);
    zone = await makeHostedZone(emulator, 'example.com');
  }, 2 * minutes);

  afterAll(async () => {
    for (const made of await Promise.allSettled(assemblies.filter(Boolean))) {
      if (made.status === 'fulfilled') await rm(made.value, { recursive: true, force: true });
    }
    await emulator?.stop();
    await projects.remove();
  }, 2 * minutes);

  /** The assembly of the project in this row, made once. */
  function synthesized(index: number): Promise<string> | undefined {
    const row = coveringSet[index];
    if (row === undefined) return undefined;
    const make = async () => {
      const { domain, ...answers } = answersOf(row);
      const location = domain ? { domain, 'hosted-zone-id': zone } : {};
      return synthesize(await projects.make(row.name, { ...answers, ...location }));
    };
    assemblies[index] ??= make();
    return assemblies[index];
  }

  describe.each(coveringSet)('$name', (row) => {
    const { name: project, session, database } = row;
    const { domain } = answersOf(row);
    let assembly: string;
    beforeAll(async () => {
      const index = coveringSet.indexOf(row);
      assembly = (await synthesized(index)) ?? '';
      // While this one is deployed, the next one is made.
      synthesized(index + 1)?.catch(() => {});
    }, 2 * minutes);

    describe.each(['dev', 'prod'] as const)('%s', (environment) => {
      const name = `${project}-${environment}`;
      let deployed: Deployed;

      test(
        'is deployed within a minute, with every resource that the emulator can make',
        async () => {
          deployed = await deployTo(emulator, assembly, project, environment);
          const ignored = Object.values(deployed.stacks).flatMap((stack) => [...stack.ignored]);
          for (const type of ignored) met.add(type);
          expect(ignored.filter((type) => !(type in ignoredTypes))).toEqual([]);
        },
        1 * minutes,
      );

      test('is reached at one address, by HTTPS unless dev says otherwise', async () => {
        const url = new URL(deployed.stacks.web.outputs['Url'] ?? '');
        const balancer = await loadBalancer(deployed);
        if (domain) {
          expect(url.host).toBe(environment === 'prod' ? domain : `${environment}.${domain}`);
          expect(balancer.listeners).toMatchObject([
            { Port: 80, DefaultActions: [{ Type: 'redirect' }] },
            { Port: 443, SslPolicy: expect.stringMatching(/TLS13/), DefaultActions: [forward] },
          ]);
          expect(balancer.listeners[1]?.Certificates).toHaveLength(1);
        } else {
          expect(balancer.listeners).toMatchObject([{ Port: 80, DefaultActions: [forward] }]);
        }
        const plain = environments[environment].httpsWithoutDomain === 'none' && !domain;
        expect(url.protocol).toBe(plain ? 'http:' : 'https:');
        const hidden = !domain && !plain;
        expect(balancer.Scheme).toBe(hidden ? 'internal' : 'internet-facing');
        expect(/\.cloudfront\.net$/.test(url.host)).toBe(hidden);
      });

      test('a load balancer that remembers nobody and logs who came', async () => {
        const balancer = await loadBalancer(deployed);
        expect(balancer.attributes.get('access_logs.s3.enabled')).toBe('true');
        expect(balancer.attributes.get('routing.http.drop_invalid_header_fields.enabled')).toBe(
          'true',
        );
        expect(balancer.targetGroup).toMatchObject({
          Protocol: 'HTTP',
          HealthCheckPath: '/readyz',
          TargetType: 'instance',
        });
        expect(balancer.targetAttributes.get('stickiness.enabled')).toBe('false');
        expect(
          Number(balancer.targetAttributes.get('deregistration_delay.timeout_seconds')),
        ).toBeGreaterThanOrEqual(30);
      });

      test('as many servers as the config says, in the target group, with their hooks', async () => {
        const { min, max } = environments[environment].servers;
        const client = new AutoScalingClient(emulator.client);
        const { AutoScalingGroups } = await client.send(
          new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
        );
        expect(AutoScalingGroups).toMatchObject([
          { MinSize: min, MaxSize: max, HealthCheckType: 'ELB' },
        ]);
        const { healthy } = await loadBalancer(deployed);
        expect(healthy.toSorted()).toEqual(
          AutoScalingGroups?.[0]?.Instances?.map((one) => one.InstanceId).toSorted(),
        );
        expect(healthy).toHaveLength(min);

        const { LifecycleHooks } = await client.send(
          new DescribeLifecycleHooksCommand({ AutoScalingGroupName: name }),
        );
        expect(LifecycleHooks?.map((hook) => hook.LifecycleTransition).toSorted()).toEqual([
          'autoscaling:EC2_INSTANCE_LAUNCHING',
          'autoscaling:EC2_INSTANCE_TERMINATING',
        ]);
        const { ScalingPolicies } = await client.send(
          new DescribePoliciesCommand({ AutoScalingGroupName: name }),
        );
        expect(ScalingPolicies?.map((policy) => policy.PolicyType)).toEqual([
          'TargetTrackingScaling',
          'TargetTrackingScaling',
        ]);
      });

      test('alarms that each say what to do', async () => {
        const alarms = [];
        for await (const page of paginateDescribeAlarms(
          { client: new CloudWatchClient(emulator.client) },
          { AlarmNamePrefix: `${name}-` },
        )) {
          alarms.push(...(page.MetricAlarms ?? []));
        }
        const ours = alarms.filter((alarm) => alarm.AlarmName?.startsWith(`${name}-`));
        expect(ours.length).toBeGreaterThan(5);
        expect(ours.filter((alarm) => (alarm.AlarmDescription ?? '').length < 40)).toEqual([]);
      });

      test('the session store and the database of the answers, and that servers know them', async () => {
        const { environment: variables } = await readServers(emulator, name);
        const { protect } = environments[environment];
        const deployment = { emulator, name, environment: variables, protect };
        await sessionStores[session]!(deployment);
        await databases[database]!(deployment);
      });

      test('no secret in user data, templates or outputs', async () => {
        const {
          launchTemplate,
          userData,
          environment: variables,
        } = await readServers(emulator, name);
        expect(launchTemplate.MetadataOptions).toMatchObject({ HttpTokens: 'required' });
        expect(userData).toMatch(/exec bash \S+\/host\/bootstrap\.sh/);
        expect(
          [...variables.keys()].filter((variable) => /PASSWORD|TOKEN|_KEY$|SECRET$/.test(variable)),
        ).toEqual([]);
        const told = JSON.stringify([userData, deployed.stacks]);
        for (const secret of await readSecrets(emulator)) {
          expect(secret.length).toBeGreaterThan(8);
          expect(told.includes(secret)).toBe(false);
        }
      });
    });

    if (project === deployedByGitHub) {
      test('the roles of its workflow', async () => {
        await cdk(
          emulator,
          assembly,
          'deploy',
          'ci',
          '--app',
          assembly,
          '--require-approval=never',
        );
        const { resources, ignored } = await readStack(emulator, `${project}-ci`);
        const types = [...resources.values()].map(({ type }) => type);
        expect(types.filter((type) => type === 'AWS::IAM::Role')).toHaveLength(3);
        expect(types).toContain('AWS::IAM::OIDCProvider');
        expect([...ignored]).toEqual([]);
      });
    }
  });

  const forward = { Type: 'forward' };

  test('the emulator still passes over each type that the table names', () => {
    expect([...met].toSorted()).toEqual(Object.keys(ignoredTypes).toSorted());
  });

  async function loadBalancer({ stacks: { web } }: Deployed) {
    const client = new ElasticLoadBalancingV2Client(emulator.client);
    const arnOf = (type: string) =>
      [...web.resources.values()].find((one) => one.type.endsWith(`V2::${type}`))?.physicalId ?? '';
    const LoadBalancerArn = arnOf('LoadBalancer');
    const TargetGroupArn = arnOf('TargetGroup');
    const { LoadBalancers } = await client.send(
      new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] }),
    );
    const { Listeners } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
    const { Attributes } = await client.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }),
    );
    const { TargetGroups } = await client.send(
      new DescribeTargetGroupsCommand({ TargetGroupArns: [TargetGroupArn] }),
    );
    const { Attributes: ofTargets } = await client.send(
      new DescribeTargetGroupAttributesCommand({ TargetGroupArn }),
    );
    const { TargetHealthDescriptions } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return {
      ...LoadBalancers?.[0],
      listeners: Listeners?.toSorted((a, b) => (a.Port ?? 0) - (b.Port ?? 0)) ?? [],
      attributes: new Map(Attributes?.map(({ Key, Value }) => [Key, Value])),
      targetGroup: TargetGroups?.[0],
      targetAttributes: new Map(ofTargets?.map(({ Key, Value }) => [Key, Value])),
      healthy: (TargetHealthDescriptions ?? []).flatMap(({ Target, TargetHealth }) =>
        TargetHealth?.State === 'healthy' ? [Target?.Id ?? ''] : [],
      ),
    };
  }
});
