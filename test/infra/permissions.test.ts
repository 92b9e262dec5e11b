import { hostPermissions, list, serverRole, storePermissions } from './server-permissions';
import { allSetupNames, resources, templatesOf, theOne, userData } from './templates';
import type { Properties } from './templates';

test('What a machine may do in the account, besides preparing its stores', () => {
  const { web } = templatesOf('prod');
  const here = 'us-east-1:<AWS::AccountId>';
  expect(
    hostPermissions(web).filter((sentence) => !/^secretsmanager:GetSecretValue/.test(sentence)),
  ).toEqual([
    's3:GetObject on arn:aws:s3:::<cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1>/*.zip',
    `autoscaling:CompleteLifecycleAction on arn:aws:autoscaling:${here}:autoScalingGroup:*:autoScalingGroupName/app-prod`,
    `logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents on arn:aws:logs:${here}:log-group:/app-prod/servers:*`,
    'elasticloadbalancing:DescribeTargetHealth, ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel on *',
    `sts:AssumeRole on <${serverRole(web)}.Arn>`,
    'cloudformation:SignalResource on <AWS::StackId>',
  ]);
});

describe.each(allSetupNames)('The policies of %s', (setup) => {
  const { network, data, web } = templatesOf(setup);
  const statements: Properties[] = resources([network, data, web], 'AWS::IAM::Policy').flatMap(
    ({ Properties }) => Properties['PolicyDocument'].Statement,
  );

  test('allow no action by a star', () => {
    const actions = statements.flatMap((statement) => list(statement['Action']));
    expect(actions.filter((action) => String(action).includes('*'))).toEqual([]);
  });

  test('name each store: none of them is reached by a star', () => {
    expect(storePermissions(web).filter((sentence) => sentence.includes('*'))).toEqual([]);
  });

  test('keep from the server what its machine may: nothing is allowed to both', () => {
    const both = hostPermissions(web).filter((sentence) =>
      storePermissions(web).includes(sentence),
    );
    expect(both).toEqual([]);
    expect(storePermissions(web).join('\n')).not.toMatch(/MasterUserSecret/);
  });

  test('let the machine alone become the role of its server, which it is told of', () => {
    const host = theOne(web, 'AWS::IAM::InstanceProfile').Properties['Roles'][0].Ref;
    const { AssumeRolePolicyDocument } = web.Resources[serverRole(web)]!.Properties;
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::GetAtt': [host, 'Arn'] } },
      },
    ]);
    expect(userData(web)).toMatch(`export SERVER_ROLE_ARN=<${serverRole(web)}.Arn>`);
  });

  test('deny nothing: whatever is not allowed is refused already', () => {
    expect(new Set(statements.map((statement) => statement['Effect']))).toEqual(new Set(['Allow']));
  });

  test('are written here: no managed policy reads what we did not mean', () => {
    const managed = resources([network, data, web], 'AWS::IAM::Role').flatMap(
      ({ Properties }) => Properties['ManagedPolicyArns'] ?? [],
    );
    expect(managed).toEqual([]);
  });
});
