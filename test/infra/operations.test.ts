import {
  allSetupNames,
  flatten,
  mainSetupNames,
  resources,
  templatesOf,
  theOne,
} from './templates';
import type { Properties } from './templates';

const alarmType = 'AWS::CloudWatch::Alarm';

describe.each(allSetupNames)('The alarms of %s', (setup) => {
  const { web } = templatesOf(setup);
  const alarms = resources(web, alarmType).map(({ Properties }) => Properties);

  test('watch the load balancer and the servers', () => {
    const names = alarms.map(({ AlarmName }) => String(AlarmName)).join('\n');
    for (const tier of ['balancer', 'servers']) expect(names).toMatch(new RegExp(`-${tier}-`));
  });

  test('look at no more metrics than CloudWatch takes', () => {
    for (const { Metrics } of alarms) {
      const measured = (Metrics ?? []).filter(({ MetricStat }: Properties) => MetricStat);
      expect(measured.length).toBeLessThanOrEqual(10);
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
  expect(alarms.length).toBeGreaterThanOrEqual(6);
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

test.each(allSetupNames)(
  'The dashboard of %s shows the traffic, the servers and the log',
  (setup) => {
    const { web } = templatesOf(setup);
    const body = flatten(theOne(web, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
    const titles = JSON.parse(body).widgets.map((widget: Properties) => widget['properties'].title);
    expect(titles).toEqual(
      expect.arrayContaining([
        'Alarms',
        'Requests a minute',
        'Servers: CPU %',
        'Errors in the log',
      ]),
    );
  },
);

test.each(mainSetupNames)('%s prints what an operator and the other tools need', (setup) => {
  expect(Object.keys(templatesOf(setup).web.Outputs!).toSorted()).toEqual([
    'DashboardUrl',
    'LogGroupName',
    'ServerGroupName',
    'TargetGroupArn',
    'Url',
  ]);
});
