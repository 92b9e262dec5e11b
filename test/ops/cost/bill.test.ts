import { environments } from '../../../lib/infra/config';
import type { EnvironmentConfig } from '../../../lib/infra/config';
import { billOf } from '../../../lib/ops/cost/bill';
import type { Bill, BilledResource } from '../../../lib/ops/cost/bill';
import { synthesize } from '../../../lib/ops/cost/synthesize';
import { costTables } from '../../../lib/ops/cost/tables';
import { mainSetups, otherSetups } from '../../infra/setups';
import type { Setup } from '../../infra/setups';
import { count, project, resourcesOf } from './setup-bill';

const { dev } = environments;

/** As it is made: whatever a team has chosen since. */
const prod: EnvironmentConfig = {
  ...environments.prod,
  httpsWithoutDomain: 'cloudfront',
  firewall: undefined,
  network: { ...environments.prod.network, zones: 3, egress: 'none' },
};

/** Everything that costs something and is off as the project is made. */
const extras: Record<string, Setup> = {
  'with a firewall, a budget and servers kept ready': {
    environment: 'prod',
    config: {
      alarmEmail: 'operator@example.com',
      firewall: { requestsPerMinute: 600, managedRules: ['common'] },
      monthlyBudget: 500,
      servers: {
        ...prod.servers,
        rollout: 'refresh',
        warmPool: 2,
        schedule: [
          {
            name: 'work-day-starts',
            cron: '30 7 * * MON-FRI',
            timeZone: 'Europe/Berlin',
            min: prod.servers.min,
          },
        ],
      },
    },
  },
  'with a gateway in each zone': {
    environment: 'dev',
    config: { network: { ...dev.network, egress: 'nat-gateway-per-zone' } },
  },
  'with a gateway that AWS spreads': {
    environment: 'dev',
    config: { network: { ...dev.network, egress: 'nat-regional' } },
  },
};

const bill = (config: EnvironmentConfig, resources = synthesize(project, config)): Bill =>
  billOf(project, config, resources, costTables);

test.each(Object.entries({ ...mainSetups, ...otherSetups, ...extras }))(
  'every resource is billed or free with a reason: %s',
  (_name, setup) => {
    expect(bill(environments[setup.environment], resourcesOf(setup)).lines).not.toEqual([]);
  },
);

test('a type that nobody has thought of stops the bill', () => {
  const unknown = { id: 'X', type: 'AWS::Quantum::Computer', properties: {}, region: 'us-east-1' };
  expect(() => bill(dev, [unknown])).toThrow(
    'Nobody has said what these cost: AWS::Quantum::Computer',
  );
});

test('no type is both billed and free', () => {
  const billed = Object.keys(costTables.rules);
  expect(billed.filter((type) => Object.hasOwn(costTables.free, type))).toEqual([]);
});

describe('prod', () => {
  const lines = bill(prod);

  test('counts the servers that always run, their disks and their metrics', () => {
    expect(count(lines, /^Server, /)).toBe(prod.servers.min);
    expect(count(lines, /^Disks of servers/)).toBe(prod.servers.min * prod.servers.diskGiB);
    expect(count(lines, /^Metrics of the servers/)).toBe(prod.servers.min * 7);
  });

  test('counts each interface endpoint in each zone', () => {
    const zones = 3;
    const endpoints = synthesize(project, prod).filter(
      ({ type, properties }) =>
        type === 'AWS::EC2::VPCEndpoint' && properties['VpcEndpointType'] === 'Interface',
    );
    expect(endpoints.length).toBeGreaterThan(5);
    expect(count(lines, /^Interface endpoint/)).toBe(endpoints.length * zones);
  });

  test('has no public address: its load balancer is behind CloudFront', () => {
    expect(count(lines, /^Public IPv4/)).toBeUndefined();
  });

  test('asks for each price once, and what the traffic decides has a name to assume it by', () => {
    const queries = lines.lines
      .filter(({ count: n }) => n !== undefined)
      .map(({ price }) => JSON.stringify(price));
    expect(new Set(queries).size).toBe(queries.length - sharedPrices(lines));
    for (const { count: fixed, assume } of lines.lines) {
      if (fixed === undefined) expect(assume).toMatch(/^[a-z0-9-]+$/);
    }
  });
});

/** Lines whose price another line has too: metrics of servers and of logs. */
function sharedPrices({ lines }: Bill): number {
  const metric = lines.filter(({ price }) => price.usageType === 'CW:MetricMonitorUsage');
  return Math.max(0, metric.length - 1);
}

test('an alarm is billed by the metrics that it looks at', () => {
  const alarm = (properties: object): BilledResource => ({
    id: 'A',
    type: 'AWS::CloudWatch::Alarm',
    properties,
    region: 'us-east-1',
  });
  const expression = {
    Metrics: [{ Expression: 'a / b' }, { MetricStat: {} }, { MetricStat: {} }],
  };
  expect(count(bill(dev, [alarm({ MetricName: 'CPU' }), alarm(expression)]), /^Alarms/)).toBe(3);
});

test('a load balancer in public is billed for an address in each zone, as is a NAT', () => {
  const perZone = resourcesOf(extras['with a gateway in each zone']!);
  const lines = bill(dev, perZone);
  expect(count(lines, /^NAT gateway/)).toBe(Number(dev.network.zones));
  // One each for the gateways, one each for the balancer.
  expect(count(lines, /^Public IPv4/)).toBe(2 * Number(dev.network.zones));
});

test('a NAT gateway that AWS spreads counts once for each zone with servers', () => {
  const lines = bill(dev, resourcesOf(extras['with a gateway that AWS spreads']!));
  expect(count(lines, /^NAT gateway/)).toBe(Number(dev.network.zones));
  expect(count(lines, /^Public IPv4/)).toBe(2 * Number(dev.network.zones));
});

test('a firewall is billed with its rules, and stopped servers by their disks', () => {
  const name = 'with a firewall, a budget and servers kept ready';
  const lines = bill(prod, resourcesOf(extras[name]!));
  expect(count(lines, /^Web ACL/)).toBe(1);
  expect(count(lines, /^Rules of the web ACL/)).toBeGreaterThanOrEqual(2);
  expect(count(lines, /^Disks of servers/)).toBe((prod.servers.min + 2) * prod.servers.diskGiB);
});
