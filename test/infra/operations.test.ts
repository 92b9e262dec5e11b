import { type KnownMetrics, knownMetrics, knownMetricsOfStores } from './known-metrics';
import {
  allSetupNames,
  flatten,
  mainSetupNames,
  resources,
  serverEnvironment,
  templatesOf,
  theOne,
} from './templates';
import type { Properties, Template } from './templates';

const alarmType = 'AWS::CloudWatch::Alarm';

/** A metric as an alarm or a graph asks for it. */
interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
}

const alarmsOf = (web: Template): Properties[] =>
  resources(web, alarmType).map(({ Properties }) => Properties);

function metricsOfAlarm({ Namespace, MetricName, Dimensions, Metrics }: Properties): Metric[] {
  const asked: Properties[] = Metrics
    ? Metrics.filter(({ MetricStat }: Properties) => MetricStat).map(
        ({ MetricStat }: Properties) => MetricStat.Metric,
      )
    : [{ Namespace, MetricName, Dimensions }];
  return asked.map((metric) => ({
    namespace: metric['Namespace'],
    name: metric['MetricName'],
    dimensions: (metric['Dimensions'] ?? []).map(({ Name }: Properties) => Name).toSorted(),
  }));
}

/** The dashboard's widgets, in order. */
function widgetsOf(web: Template): Properties[] {
  const body = flatten(theOne(web, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
  return JSON.parse(body).widgets;
}

/** `[namespace, name, dimension, value, …, options]`, or `[{ expression, … }]`. */
function metricsOfWidget({ properties }: Properties): Metric[] {
  return (properties.metrics ?? [])
    .filter(([first]: unknown[]) => typeof first === 'string')
    .map(([namespace, name, ...rest]: string[]) => ({
      namespace,
      name,
      dimensions: rest
        .filter((part, index) => typeof part === 'string' && index % 2 === 0)
        .toSorted(),
    }));
}

describe.each(allSetupNames)('The alarms of %s', (setup) => {
  const { web } = templatesOf(setup);
  const alarms = alarmsOf(web);

  test('watch the load balancer and the servers', () => {
    const names = alarms.map(({ AlarmName }) => String(AlarmName)).join('\n');
    for (const tier of ['balancer', 'servers']) expect(names).toMatch(new RegExp(`-${tier}-`));
  });

  test('look at no more metrics than CloudWatch takes', () => {
    for (const alarm of alarms) expect(metricsOfAlarm(alarm).length).toBeLessThanOrEqual(10);
  });

  test('look back no further than CloudWatch can: a day, or a week where by the hour', () => {
    for (const { Period, Metrics, EvaluationPeriods } of alarms) {
      const periods = (Metrics ?? []).flatMap(({ MetricStat, Period: own }: Properties) => [
        ...(MetricStat ? [MetricStat.Period] : []),
        ...(own ? [own] : []),
      ]);
      const seconds = Math.max(...(Period ? [Period] : periods));
      expect(seconds * EvaluationPeriods).toBeLessThanOrEqual(seconds < 3600 ? 86_400 : 604_800);
      // All in the same steps: CloudWatch refuses an alarm on a mixture.
      expect(new Set([seconds, ...periods]).size).toBe(1);
    }
  });

  test('say what to do, in words that fit', () => {
    for (const { AlarmDescription } of alarms) {
      expect(AlarmDescription.split('. ').length).toBeGreaterThanOrEqual(2);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('name saved queries that there are', () => {
    const saved = resources(web, 'AWS::Logs::QueryDefinition').map(
      ({ Properties: { Name } }) => String(Name).split('/')[1],
    );
    for (const { AlarmDescription } of alarms) {
      for (const [, name] of AlarmDescription.matchAll(/query "([^"]+)"/g)) {
        expect(saved).toContain(name);
      }
    }
  });

  test('name settings that there are', () => {
    const settings = alarms.flatMap(({ AlarmDescription }) => [
      ...AlarmDescription.matchAll(/\bservers\.(\w+)/g),
    ]);
    expect(settings.length).toBeGreaterThan(2);
    for (const [, name] of settings) expect(['min', 'max', 'type']).toContain(name);
  });

  test('are green before the first server has booted: no data is no fault of theirs', async () => {
    // Stores have data by then: their stack is deployed before this one.
    const stores = (await knownMetricsOfStores()).map(({ namespace }) => namespace);
    const own = alarms.filter(
      (alarm) => !metricsOfAlarm(alarm).some(({ namespace }) => stores.includes(namespace)),
    );
    expect(own.length).toBeGreaterThan(10);
    for (const { AlarmName, TreatMissingData } of own) {
      expect([AlarmName, TreatMissingData]).not.toEqual([AlarmName, 'breaching']);
    }
  });

  test('are all on the dashboard, before anything else but the links', () => {
    const [first, second] = widgetsOf(web);
    expect(first!['type']).toBe('text');
    expect(second!['properties'].title).toBe('Alarms');
    const ids = Object.keys(web.Resources).filter((id) => web.Resources[id]!.Type === alarmType);
    expect(second!['properties'].alarms.toSorted()).toEqual(
      ids.map((id) => `<${id}.Arn>`).toSorted(),
    );
  });
});

describe.each(allSetupNames)('The metrics of %s', (setup) => {
  const { web } = templatesOf(setup);
  const own: KnownMetrics[] = resources(web, 'AWS::Logs::MetricFilter').map(({ Properties }) => {
    const [{ MetricNamespace, MetricName, Dimensions }] = Properties['MetricTransformations'];
    return {
      namespace: MetricNamespace,
      names: [MetricName],
      dimensions: (Dimensions ?? []).map(({ Key }: Properties) => Key),
    };
  });

  test('exist, under the dimensions that they are asked for by', async () => {
    const known = [...knownMetrics, ...(await knownMetricsOfStores()), ...own];
    const key = (namespace: string, name: string, dimensions: readonly string[]) =>
      `${namespace} ${name} by ${dimensions.toSorted().join(', ')}`;
    const there = known.flatMap(({ namespace, names, dimensions }) =>
      names.map((name) => key(namespace, name, dimensions)),
    );
    const asked = [
      ...alarmsOf(web).flatMap(metricsOfAlarm),
      ...widgetsOf(web).flatMap(metricsOfWidget),
    ].map(({ namespace, name, dimensions }) => key(namespace, name, dimensions));
    expect(asked.length).toBeGreaterThan(20);
    expect([...new Set(asked)].filter((metric) => !there.includes(metric))).toEqual([]);
  });

  test('are read off the log only where something looks at them: each costs', () => {
    const text = JSON.stringify([
      ...alarmsOf(web).flatMap(metricsOfAlarm),
      ...widgetsOf(web).map((widget) => widget['properties'].metrics),
    ]);
    const different = new Set(own.map(({ names }) => names[0]!));
    for (const name of different) expect(text).toContain(name);
    expect(different.size).toBeLessThanOrEqual(14);
  });

  test('are read off lines that the servers write, which are told their release', () => {
    const { LOG_LEVEL, FIGURES_SECONDS, RELEASE } = serverEnvironment(web);
    expect(['trace', 'debug', 'info']).toContain(LOG_LEVEL);
    expect(FIGURES_SECONDS).toBe('60');
    expect(RELEASE).toMatch(/^[\da-f]{64}$/);
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

describe.each(allSetupNames)('The dashboard of %s', (setup) => {
  const widgets = widgetsOf(templatesOf(setup).web);
  const titles = widgets.map(({ properties }) => properties.title ?? '');

  test('answers in the order in which one asks', () => {
    const order = [
      'Alarms',
      'Requests a minute',
      'Servers by release',
      'Errors a minute (5xx)',
      'Refused a minute',
      'Response time at the load balancer (s)',
      'Healthy servers',
      'Servers: event loop busy %',
      'Servers: CPU %',
      'Errors in the log',
    ];
    expect(titles.filter((title) => order.includes(title))).toEqual(order);
    expect(titles.at(-1)).toBe('Errors in the log');
  });

  test('says where to go from here', () => {
    const { markdown } = widgets[0]!['properties'];
    for (const link of ['The site', 'alarms', 'log queries', 'log of the servers']) {
      expect(markdown).toMatch(new RegExp(`\\[${link}\\]\\((?:https?://|<)`));
    }
  });

  test('leaves no gap and lets no widget lie on another', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, at) => `${x + (at % width)},${y + ((at / width) | 0)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

test.each(allSetupNames)('The saved queries of %s ask the log of its servers', (setup) => {
  const { web } = templatesOf(setup);
  const queries = resources(web, 'AWS::Logs::QueryDefinition').map(({ Properties }) => Properties);
  expect(queries.map(({ Name }) => String(Name).split('/')[1])).toEqual(
    expect.arrayContaining(['Request by id', 'Errors by route', 'Slowest requests']),
  );
  for (const { LogGroupNames, QueryString } of queries) {
    expect(LogGroupNames.map(flatten)).toEqual([expect.stringMatching(/^<Log\w*>$/)]);
    expect(QueryString.length).toBeLessThanOrEqual(10_000);
  }
});

test.each(mainSetupNames)('%s prints what an operator and the other tools need', (setup) => {
  const outputs = Object.keys(templatesOf(setup).web.Outputs!).toSorted();
  // Beside a URL of plain HTTP.
  expect(outputs.filter((output) => output !== 'Warning')).toEqual([
    'DashboardUrl',
    'LogGroupName',
    'ServerGroupName',
    'TargetGroupArn',
    'Url',
  ]);
});
