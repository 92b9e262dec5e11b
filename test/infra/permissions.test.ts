import { list, serverPermissions, storePermissions } from './server-permissions';
import { allSetupNames, resources, templatesOf } from './templates';
import type { Properties } from './templates';

test('What a server may do in the account, besides using its stores', () => {
  const { web } = templatesOf('prod');
  const ofStores = storePermissions(web);
  const here = 'us-east-1:<AWS::AccountId>';
  expect(serverPermissions(web).filter((sentence) => !ofStores.includes(sentence))).toEqual([
    's3:GetObject on arn:aws:s3:::<cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1>/*.zip',
    `autoscaling:CompleteLifecycleAction on arn:aws:autoscaling:${here}:autoScalingGroup:*:autoScalingGroupName/app-prod`,
    `logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents on arn:aws:logs:${here}:log-group:/app-prod/servers:*`,
    'elasticloadbalancing:DescribeTargetHealth, ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel on *',
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
