import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { DescribeLaunchTemplateVersionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { environments, type EnvironmentName } from '../../lib/infra/config';
import { project } from '../../lib/infra/project';
import { describeWhere } from '../host/machine';
import { canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import { adaptToEmulator, ignoredTypes, type Template } from './deploy-gaps';
import { bareEnvironment, run } from './run';

jest.setTimeout(180_000);

const repository = resolve(__dirname, '../..');
const account = '123456789012';
const stacks = ['network', 'data', 'web'] as const;

/** The ignored types that were met, in any environment. */
const met = new Set<string>();

function deploys(environment: EnvironmentName): void {
  const name = `${project.name}-${environment}`;
  let emulator: Emulator;
  let assembly: string;
  let client: {
    region: string;
    endpoint: string;
    credentials: Record<'accessKeyId' | 'secretAccessKey', string>;
  };
  const templates = new Map<string, Template>();
  const outputs = new Map<string, Record<string, string>>();

  /** The CDK's own command line, of this repository, with the emulator for all of AWS. */
  function cdk(...args: string[]) {
    return run(join(repository, 'node_modules/.bin/cdk'), [...args, '--app', assembly], {
      cwd: repository,
      env: bareEnvironment({
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_ACCESS_KEY_ID: client.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey,
        AWS_REGION: project.region,
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
      }),
    }).catch((error: Error) => {
      throw new Error([error.message, ...emulator.faults()].join('\n'));
    });
  }

  async function outputsOf(stackName: string): Promise<Record<string, string>> {
    const { Stacks } = await new CloudFormationClient(client).send(
      new DescribeStacksCommand({ StackName: stackName }),
    );
    const entries = Stacks?.[0]?.Outputs?.map((o) => [o.OutputKey, o.OutputValue]);
    return Object.fromEntries(entries ?? []) as Record<string, string>;
  }

  beforeAll(async () => {
    emulator = await startEmulator();
    client = {
      region: project.region,
      endpoint: emulator.endpoint,
      credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated' },
    };
    assembly = fs.mkdtempSync(join(tmpdir(), 'assembly-'));
    await run(
      join(repository, 'node_modules/.bin/cdk'),
      ['synth', '--quiet', '--output', assembly],
      { cwd: repository },
    );
    await cdk('bootstrap', `aws://${account}/${project.region}`);
    for (const stack of stacks) {
      const file = join(assembly, `${environment}-${stack}.template.json`);
      const template = JSON.parse(fs.readFileSync(file, 'utf8')) as Template;
      templates.set(stack, template);
      fs.writeFileSync(file, JSON.stringify(adaptToEmulator(template, outputs)));
      await cdk(
        'deploy',
        `${environment}-${stack}`,
        '--exclusively',
        '--require-approval=never',
        // Its change sets have no outputs, and share one name.
        '--method=direct',
        '--no-previous-parameters',
      );
      outputs.set(`${name}-${stack}`, await outputsOf(`${name}-${stack}`));
    }
  });
  afterAll(async () => {
    await emulator?.stop();
    fs.rmSync(assembly, { recursive: true, force: true });
  });

  test('makes every resource, but for the types that the emulator is known to pass over', async () => {
    const missing = new Set<string>();
    for (const stack of stacks) {
      const made = new Set<string>();
      const pages = paginateListStackResources(
        { client: new CloudFormationClient(client) },
        { StackName: `${name}-${stack}` },
      );
      for await (const { StackResourceSummaries } of pages) {
        for (const { LogicalResourceId } of StackResourceSummaries ?? [])
          made.add(LogicalResourceId ?? '');
      }
      for (const [id, { Type }] of Object.entries(templates.get(stack)?.Resources ?? {})) {
        if (!made.has(id)) missing.add(Type);
      }
    }
    for (const type of missing) met.add(type);
    expect([...missing].filter((type) => !(type in ignoredTypes))).toEqual([]);
  });

  test('a load balancer that reaches the servers and remembers nobody', async () => {
    const elb = new ElasticLoadBalancingV2Client(client);
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancers).toMatchObject([{ Type: 'application', State: { Code: 'active' } }]);
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
    expect(TargetGroups).toMatchObject([
      { Protocol: 'HTTP', HealthCheckPath: '/readyz', TargetType: 'instance' },
    ]);
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
    const { Attributes } = await elb.send(
      new DescribeTargetGroupAttributesCommand({ TargetGroupArn }),
    );
    expect(Attributes).toContainEqual({ Key: 'stickiness.enabled', Value: 'false' });
    // Not the emulator's own default: so these attributes are the template's.
    expect(Attributes).toContainEqual({
      Key: 'load_balancing.algorithm.type',
      Value: 'least_outstanding_requests',
    });
    const { Listeners } = await elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn }),
    );
    expect(Listeners).toMatchObject([
      { Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn }] },
    ]);
  });

  test('as many servers as the config says, in the target group', async () => {
    const { AutoScalingGroups } = await new AutoScalingClient(client).send(
      new DescribeAutoScalingGroupsCommand({}),
    );
    const { min, max } = environments[environment].servers;
    expect(AutoScalingGroups).toMatchObject([
      { AutoScalingGroupName: name, MinSize: min, MaxSize: max, HealthCheckType: 'ELB' },
    ]);
    expect(AutoScalingGroups?.[0]?.Instances).toHaveLength(min);
    expect(AutoScalingGroups?.[0]?.TargetGroupARNs).toHaveLength(1);
  });

  test('a launch template with IMDSv2 alone, and no secret in its user data', async () => {
    const { LaunchTemplateVersions } = await new EC2Client(client).send(
      new DescribeLaunchTemplateVersionsCommand({
        Versions: ['$Latest'],
        LaunchTemplateId: await launchTemplateId(),
      }),
    );
    const data = LaunchTemplateVersions?.[0]?.LaunchTemplateData;
    expect(data?.MetadataOptions).toMatchObject({ HttpTokens: 'required' });

    const userData = Buffer.from(data?.UserData ?? '', 'base64').toString();
    expect(userData).toMatch(/exec bash \S+\/host\/bootstrap\.sh/);
    const environment = new Map(
      [...userData.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, variable, value]) => [variable, value]),
    );
    for (const url of ['DATABASE_URL', 'REDIS_URL']) {
      expect(new URL(environment.get(url) ?? '').password).toBe('');
    }
    expect(
      [...environment.keys()].filter((variable) => /PASSWORD|TOKEN|_KEY/.test(variable ?? '')),
    ).toEqual([]);
  });

  test('a private, encrypted database that servers sign in to by IAM', async () => {
    const { DBInstances } = await new RDSClient(client).send(new DescribeDBInstancesCommand({}));
    expect(DBInstances).toMatchObject([
      {
        DBInstanceIdentifier: name,
        Engine: 'postgres',
        StorageEncrypted: true,
        PubliclyAccessible: false,
        IAMDatabaseAuthenticationEnabled: true,
      },
    ]);
  });

  async function launchTemplateId(): Promise<string> {
    const { AutoScalingGroups } = await new AutoScalingClient(client).send(
      new DescribeAutoScalingGroupsCommand({}),
    );
    return AutoScalingGroups?.[0]?.LaunchTemplate?.LaunchTemplateId ?? '';
  }
}

describeWhere(canEmulateAws, 'moto_server')('cdk deploy into an emulated AWS', () => {
  describe('dev', () => {
    deploys('dev');
  });
  describe('prod', () => {
    deploys('prod');
  });

  test('the emulator still passes over each type that the table names', () => {
    expect([...met].toSorted()).toEqual(Object.keys(ignoredTypes).toSorted());
  });
});
