import { sessionStoreActions } from './session-store';
import { allSetupNames } from './setups';
import { flatten, resources, templatesOf, theOne } from './templates';
import type { Properties } from './templates';

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** A statement as `actions on resources`. */
function sentence(statement: Properties): string {
  const texts = (value: unknown): string => list(value).map(flatten).join(', ');
  return `${texts(statement['Action'])} on ${texts(statement['Resource'])}`;
}

test('What a server may do in the account, besides signing in to the session store', () => {
  const { web } = templatesOf('prod');
  const statements: Properties[] = theOne(web, 'AWS::IAM::Policy').Properties['PolicyDocument']
    .Statement;
  const elsewhere = statements.filter(({ Action }) => !sessionStoreActions.includes(Action));
  const here = 'us-east-1:<AWS::AccountId>';
  expect(elsewhere.map(sentence)).toEqual([
    's3:GetObject on arn:aws:s3:::<cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1>/*.zip',
    `autoscaling:CompleteLifecycleAction on arn:aws:autoscaling:${here}:autoScalingGroup:*:autoScalingGroupName/app-prod`,
    `logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents on arn:aws:logs:${here}:log-group:/app-prod/servers:*`,
    'elasticloadbalancing:DescribeTargetHealth, ssm:UpdateInstanceInformation, ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel on *',
    expect.stringMatching(
      `^rds-db:connect on arn:aws:rds-db:${here}:dbuser:<\\w+DbiResourceId\\w+>/app$`,
    ),
    expect.stringMatching(/^secretsmanager:GetSecretValue on <\w+MasterUserSecret\w+>$/),
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
