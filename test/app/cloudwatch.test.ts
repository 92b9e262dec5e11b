import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { LogMetrics } from '../../lib/infra/web/log-metrics';
import { logQueries, newestErrors } from '../../lib/infra/web/log-queries';
import { Browser } from './browser';
import { type Line, matches, select } from './filter-pattern';
import { type Sample, samples } from './prometheus-text';
import { Servers } from './servers';
import { until } from './session/until';

/** A metric filter as CloudFormation is told of it. */
interface Filter {
  FilterPattern: string;
  MetricTransformations: [
    { MetricName: string; MetricValue: string; Dimensions?: { Key: string; Value: string }[] },
  ];
}

describe('what CloudWatch reads off the log', () => {
  /** The metric filters of the stacks, by the names of their metrics. */
  const filters = new Map<string, Filter>();
  let lines: Line[] = [];
  /** What /metrics said when all requests had been answered. */
  let scraped: Sample[] = [];
  const release = 'a'.repeat(64);

  beforeAll(async () => {
    const stack = new Stack(new App(), 'Web');
    new LogMetrics(stack, 'LogMetrics', { log: new LogGroup(stack, 'Log'), name: 'app-test' });
    const found = Template.fromStack(stack).findResources('AWS::Logs::MetricFilter');
    for (const { Properties } of Object.values(found)) {
      const filter: Filter = Properties;
      filters.set(filter.MetricTransformations[0].MetricName, filter);
    }

    const servers = await Servers.open();
    const parsed = () =>
      servers.log
        .split('\n')
        .filter(Boolean)
        .map((line): Line => JSON.parse(line));
    const server = await servers.start({ FIGURES_SECONDS: '1', RELEASE: release }, (app) => {
      app.get('/broken', async () => {
        throw new Error('a bug');
      });
      app.get('/away', async () => {
        throw Object.assign(new Error('away', { cause: new Error('nobody answers') }), {
          statusCode: 503,
        });
      });
    });
    const visitor = new Browser(server);
    for (let i = 0; i < 3; i++) await visitor.post('/counter');
    for (const path of [
      '/',
      '/broken',
      '/away',
      '/away',
      '/nowhere',
      '/%zz',
      '/livez',
      '/readyz',
    ]) {
      await visitor.get(path, { 'x-amz-cf-id': 'abc==' });
    }
    // Through the load balancer: to its visitors there is no such thing.
    await visitor.get('/metrics');
    await until(() => parsed().filter(({ msg }) => msg === 'figures').length > 1);
    scraped = samples(await (await fetch(`${server}/metrics`)).text());
    await servers.close();
    lines = parsed();
  });

  /** The numbers that a metric consists of. */
  function values(metric: string): number[] {
    const { FilterPattern, MetricTransformations } = filters.get(metric)!;
    const [{ MetricValue }] = MetricTransformations;
    return lines
      .filter((line) => matches(FilterPattern, line))
      .map((line) => Number(MetricValue.startsWith('$') ? select(MetricValue, line) : MetricValue));
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

  /** What /metrics says, summed over all labels that fit. */
  function told(name: string, fits: (labels: Sample['labels']) => boolean = () => true): number {
    const found = scraped.filter((sample) => sample.name === name && fits(sample.labels));
    return sum(found.map(({ value }) => value));
  }
  const status = (pattern: RegExp) => (labels: Sample['labels']) =>
    pattern.test(labels['status'] ?? '');

  it('is as many requests, errors and refusals as /metrics says', () => {
    const requests = values('RequestMilliseconds').length;
    expect(requests).toBe(10);
    expect(requests).toBe(told('http_request_duration_seconds_count'));

    const errors = sum(values('ServerErrors'));
    expect(errors).toBe(3);
    expect(errors).toBe(told('http_request_duration_seconds_count', status(/^5/)));

    const refusals = sum(values('Refusals'));
    expect(refusals).toBe(2);
    expect(refusals).toBe(told('http_request_duration_seconds_count', status(/^503$/)));
  });

  it('is the same time for each of them, to the tenth of a millisecond that a line has', () => {
    const times = values('RequestMilliseconds');
    const difference = sum(times) - told('http_request_duration_seconds_sum') * 1000;
    expect(Math.abs(difference)).toBeLessThanOrEqual(0.05 * times.length + 0.001);
  });

  it('is as many calls of the session store, as long, as /metrics says', () => {
    // Not every project keeps its sessions where that is worth a metric.
    if (!filters.has('SessionStoreCalls')) return;
    const calls = sum(values('SessionStoreCalls'));
    expect(calls).toBeGreaterThan(2);
    expect(calls).toBe(told('session_store_duration_seconds_count'));
    expect(sum(values('SessionStoreFailures'))).toBe(
      told('session_store_duration_seconds_count', ({ outcome }) => outcome === 'failed'),
    );
    const difference =
      sum(values('SessionStoreMilliseconds')) - told('session_store_duration_seconds_sum') * 1000;
    expect(Math.abs(difference)).toBeLessThan(0.01);
  });

  it('is every gauge under its name in /metrics, with the value of the minute', () => {
    const figures = lines.filter(({ msg }) => msg === 'figures');
    const ofGauges = [...filters.values()]
      .filter(({ FilterPattern }) => FilterPattern.includes('"figures"'))
      .map(({ MetricTransformations: [{ MetricValue }] }) => MetricValue)
      .filter((value) => /^\$\.(?!session_store_)/.test(value))
      .map((value) => value.slice(2));
    expect(ofGauges).toEqual(expect.arrayContaining(['event_loop_busy_percent', 'memory_percent']));
    for (const name of ofGauges) {
      expect(scraped.filter((sample) => sample.name === name)).toHaveLength(1);
      expect(figures.map((line) => line[name])).toContain(told(name));
    }
  });

  it('is a number, in every line that counts', () => {
    for (const name of filters.keys()) {
      const found = values(name);
      expect([name, found.length]).not.toEqual([name, 0]);
      for (const value of found) expect(value).toBeGreaterThanOrEqual(0);
    }
    for (const percent of [values('EventLoopBusyPercent'), values('MemoryPercent')].flat()) {
      expect(percent).toBeLessThanOrEqual(100);
    }
  });

  it('is by which release a server runs, by the start of its hash', () => {
    const [{ Dimensions }] = filters.get('ServerMinutes')!.MetricTransformations;
    expect(Dimensions).toEqual([{ Key: 'Release', Value: '$.release' }]);
    const releases = lines.filter((line) =>
      matches(filters.get('ServerMinutes')!.FilterPattern, line),
    );
    expect(new Set(releases.map((line) => line['release']))).toEqual(new Set(['a'.repeat(12)]));
    expect(sum(values('ServerStarts'))).toBe(1);
  });

  it('is nothing of probes, whoever asks', () => {
    const answered = lines.filter(({ msg }) => msg === 'answered').map(({ path }) => path);
    expect(answered).not.toContain('/livez');
    expect(answered).toContain('/metrics');
    expect(scraped.map(({ labels }) => labels['route'])).not.toContain('/livez');
  });

  const queries = [
    ...logQueries,
    { name: 'Errors in the log', lines: newestErrors.map((line) => `| ${line}`) },
  ];
  it.each(queries)('has every field that the query "$name" asks for', ({ lines: query }) => {
    const fields = fieldsOf(query);
    const there = fields.filter((field) => lines.some((line) => select(field, line) !== undefined));
    expect(fields.length).toBeGreaterThan(1);
    // CloudWatch's own: when, in which stream, the line itself.
    expect([...there, '@timestamp', '@message', '@logStream']).toEqual(
      expect.arrayContaining(fields),
    );
  });

  it('has lines that each query would find', () => {
    const level = (word: string) => lines.filter((line) => line['level'] === word);
    expect(level('error')).toEqual([
      expect.objectContaining({
        msg: 'failed',
        err: expect.objectContaining({ message: 'a bug' }),
      }),
    ]);
    expect(lines.filter(({ msg }) => msg === 'refused')).toHaveLength(2);
    expect(lines.filter(({ msg }) => msg === 'refused')[0]).toMatchObject({
      level: 'warn',
      reason: 'away: nobody answers',
    });
  });
});

/** Words of CloudWatch Logs Insights that are no field. */
const WORDS =
  /^(?:fields|filter|sort|stats|limit|by|as|and|or|not|in|like|desc|asc|count|pct|max|latest|coalesce|ispresent)$/;

/** The fields that a query reads. */
function fieldsOf(query: readonly string[]): string[] {
  const text = query.filter((line) => !line.startsWith('#')).join('\n');
  const named = [...text.matchAll(/\bas (\w+)/g)].map(([, name]) => name!);
  const words = text.replaceAll(/"[^"]*"/g, '').match(/@?[A-Za-z_][\w.]*/g) ?? [];
  return [...new Set(words)].filter((word) => !WORDS.test(word) && !named.includes(word));
}
