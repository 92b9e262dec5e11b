import { allSetupNames, mainSetupNames } from './setups';
import { flatten, resources, templatesOf, theOne } from './templates';
import type { Properties } from './templates';

const alarmType = 'AWS::CloudWatch::Alarm';

describe.each(allSetupNames)('The alarms of %s', (setup) => {
  const { web } = templatesOf(setup);
  const alarms = resources(web, alarmType).map(({ Properties }) => Properties);

  test('watch every tier', () => {
    const names = alarms.map(({ AlarmName }) => String(AlarmName)).join('\n');
    for (const tier of ['balancer', 'servers', 'database', 'session-store']) {
      expect(names).toMatch(new RegExp(`-${tier}-`));
    }
  });

  test('say what to do, in words that fit', () => {
    for (const { AlarmDescription } of alarms) {
      expect(AlarmDescription.split('. ').length).toBeGreaterThanOrEqual(2);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });
});

test('With an e-mail address every alarm is told to it, and its end too', () => {
  const { web } = templatesOf('prod with all that is optional');
  const topic = {
    Ref: Object.keys(web.Resources).find((id) => web.Resources[id]!.Type === 'AWS::SNS::Topic'),
  };
  const alarms = resources(web, alarmType);
  expect(alarms.length).toBeGreaterThan(10);
  for (const { Properties } of alarms) {
    expect(Properties).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
  }
  expect(theOne(web, 'AWS::SNS::Subscription').Properties).toMatchObject({
    Protocol: 'email',
    Endpoint: 'operator@example.com',
    TopicArn: topic,
  });
});

test('The topic of the alarms lets alarms in: its own policy replaces the default that would', () => {
  const { web } = templatesOf('prod with all that is optional');
  const { Statement } = theOne(web, 'AWS::SNS::TopicPolicy').Properties['PolicyDocument'];
  expect(Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    }),
  );
});

test.each(mainSetupNames)(
  'In %s a growing disk wakes nobody while RDS can still grow it',
  (setup) => {
    const { data, web } = templatesOf(setup);
    const alarm = resources(web, alarmType).find(({ Properties }) =>
      Properties['AlarmName'].endsWith('-database-storage'),
    );
    const { AllocatedStorage } = theOne(data, 'AWS::RDS::DBInstance').Properties;
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    const whereRdsActs = Number(AllocatedStorage) * 0.1 * 1024 ** 3;
    expect(alarm!.Properties['Threshold']).toBeLessThan(whereRdsActs);
  },
);

test.each(mainSetupNames)('The dashboard of %s shows each tier and the log', (setup) => {
  const { data, web } = templatesOf(setup);
  const body = flatten(theOne(web, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
  const titles = JSON.parse(body).widgets.map((widget: Properties) => widget['properties'].title);
  expect(titles).toEqual(
    expect.arrayContaining([
      'Alarms',
      'Requests a minute',
      'Servers: CPU %',
      'Database: CPU %',
      expect.stringMatching(/^Session store: /),
      'Errors in the log',
    ]),
  );
  // Data is named and not referred to: the name must be the real one.
  const database = theOne(data, 'AWS::RDS::DBInstance').Properties['DBInstanceIdentifier'];
  expect(body).toContain(`"DBInstanceIdentifier","${database}"`);
});

test.each(mainSetupNames)('%s prints what an operator and the other tools need', (setup) => {
  expect(Object.keys(templatesOf(setup).web.Outputs!).toSorted()).toEqual([
    'DashboardUrl',
    'LogGroupName',
    'ServerGroupName',
    'TargetGroupArn',
    'Url',
  ]);
});
