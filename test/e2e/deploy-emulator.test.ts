import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { describeWhere } from '../host/machine';
import { canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import { readStack } from './deploy-stacks';

interface Resources {
  readonly [id: string]: { readonly Type: string; readonly Properties?: object };
}

/** Deployments are only worth as much as what the emulator refuses where CloudFormation does. */
describeWhere(canEmulateAws, 'moto_server')('the emulated CloudFormation', () => {
  let emulator: Emulator;
  let client: CloudFormationClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new CloudFormationClient(emulator.client);
  });
  afterAll(() => emulator?.stop());

  const body = (Resources: Resources, Outputs: object = {}) => ({
    TemplateBody: JSON.stringify({ Resources, Outputs }),
  });
  const stack = async (StackName: string) => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0];
  };
  const user = (Engine: string, AccessString: string) => ({
    Type: 'AWS::ElastiCache::User',
    Properties: {
      ...{ UserId: 'reader', UserName: 'reader', Engine, AccessString },
      AuthenticationMode: { Type: 'iam' },
    },
  });
  const topic = (DisplayName: string) => ({ Type: 'AWS::SNS::Topic', Properties: { DisplayName } });

  test('keeps an export that another stack imports', async () => {
    const Vpc = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
    const Id = { Value: { Ref: 'Vpc' }, Export: { Name: 'network:Vpc' } };
    const Group = {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription: 'g', VpcId: { 'Fn::ImportValue': 'network:Vpc' } },
    };
    await client.send(new CreateStackCommand({ StackName: 'network', ...body({ Vpc }, { Id }) }));
    await client.send(new CreateStackCommand({ StackName: 'user', ...body({ Group }) }));

    await client.send(new UpdateStackCommand({ StackName: 'network', ...body({ Vpc }) }));
    expect(await stack('network')).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      StackStatusReason: expect.stringMatching(/delete export network:Vpc as it is in use by user/),
    });
    await client.send(new DeleteStackCommand({ StackName: 'network' }));
    expect(await stack('network')).toMatchObject({ StackStatus: 'DELETE_FAILED' });

    await client.send(new DeleteStackCommand({ StackName: 'user' }));
    await client.send(new DeleteStackCommand({ StackName: 'network' }));
    await expect(stack('network')).rejects.toThrow(/does not exist/);
  });

  test('changes in place what it can, and replaces nothing under a name that stays', async () => {
    const made = body({ User: user('redis', 'on ~* +get') });
    await client.send(new CreateStackCommand({ StackName: 'cache', ...made }));
    const inPlace = body({ User: user('redis', 'on ~* +set') });
    await client.send(new UpdateStackCommand({ StackName: 'cache', ...inPlace }));
    expect(await stack('cache')).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });

    const User = user('redis', 'on ~* +set');
    const renamed = { ...User, Properties: { ...User.Properties, UserName: 'other' } };
    await client.send(new UpdateStackCommand({ StackName: 'cache', ...body({ User: renamed }) }));
    expect((await stack('cache'))?.StackStatusReason).toMatch(
      /custom-named resource.*Rename reader/,
    );
  });

  test('updates what refers to something replaced, and removes the old one', async () => {
    const subnet = (CidrBlock: string) => ({
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock } },
    });
    const output = { Subnet: { Value: { Ref: 'Subnet' } } };
    await client.send(
      new CreateStackCommand({ StackName: 'subnets', ...body(subnet('10.0.1.0/24'), output) }),
    );
    const before = await readStack(emulator, 'subnets');
    await client.send(
      new UpdateStackCommand({ StackName: 'subnets', ...body(subnet('10.0.2.0/24'), output) }),
    );
    const after = await readStack(emulator, 'subnets');
    expect(after.resources.get('Vpc')).toEqual(before.resources.get('Vpc'));
    expect(after.outputs['Subnet']).not.toBe(before.outputs['Subnet']);
    expect(after.outputs['Subnet']).toBe(after.resources.get('Subnet')?.physicalId);
  });

  test('tells a failure by the status of the stack, with the reason', async () => {
    const Policy = {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: 'there-is-none', PolicyDocument: {} },
    };
    await client.send(new CreateStackCommand({ StackName: 'broken', ...body({ Policy }) }));
    expect(await stack('broken')).toMatchObject({
      StackStatus: 'ROLLBACK_FAILED',
      StackStatusReason: expect.stringMatching(/NoSuchBucket/),
    });
    expect(emulator.faults().join('\n')).toMatch(/NoSuchBucket/);
  });

  test('does not remove a protected stack', async () => {
    const StackName = 'protected';
    await client.send(new CreateStackCommand({ StackName, ...body({ Topic: topic('one') }) }));
    await client.send(
      new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: true }),
    );
    await expect(client.send(new DeleteStackCommand({ StackName }))).rejects.toThrow(
      /cannot be deleted while TerminationProtection is enabled/,
    );
  });
});
