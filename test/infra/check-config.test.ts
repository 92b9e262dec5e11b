import { checkConfig } from '../../lib/infra/check-config';
import { environments } from '../../lib/infra/config';
import type {
  EnvironmentConfig,
  FirewallConfig,
  NetworkConfig,
  Project,
  ScheduledSize,
  ServersConfig,
} from '../../lib/infra/config';
import { project } from '../../lib/infra/project';

// What is checked here is what the rules say, whatever the project's own settings are.
const none = { alarmEmail: undefined, monthlyBudget: undefined, firewall: undefined };
const unscheduled = { warmPool: 0, schedule: [] };
const dev: EnvironmentConfig = {
  ...environments.dev,
  ...none,
  httpsWithoutDomain: 'none',
  servers: { ...environments.dev.servers, ...unscheduled, min: 1, max: 2, rollout: 'rolling' },
};
const prod: EnvironmentConfig = {
  ...environments.prod,
  ...none,
  httpsWithoutDomain: 'cloudfront',
  servers: { ...environments.prod.servers, ...unscheduled, min: 2, max: 8, rollout: 'refresh' },
};
const app: Project = { name: 'app', region: 'us-east-1', domain: undefined };

test.each(Object.values(environments))('The configuration of $name works', (config) => {
  expect(() => checkConfig(project, config)).not.toThrow();
});

test('The networks of the environments lie apart, so that they can be joined one day', () => {
  const blocks = Object.values(environments).map(({ network }) => {
    const [first = 0, second = 0, third = 0, , bits = 0] = network.cidr.split(/[./]/).map(Number);
    const start = (first * 256 + second) * 256 + third;
    return { start, end: start + 2 ** (24 - bits) };
  });
  const [one, other] = blocks.toSorted((a, b) => a.start - b.start);
  expect(one!.end).toBeLessThanOrEqual(other!.start);
});

interface Refused {
  readonly field: string;
  readonly config: EnvironmentConfig;
  readonly inProject?: Partial<Project>;
}

// The types refuse these; what is read from a file has none.
const fromFile = JSON.parse('{ "type": "t9.huge", "rules": "all", "days": 2 }');

const inProject = (field: string, changes: Partial<Project>, config = dev): Refused => ({
  field,
  config,
  inProject: changes,
});
const inDev = (field: string, changes: Partial<EnvironmentConfig>): Refused => ({
  field: `dev.${field}`,
  config: { ...dev, ...changes },
});
const inProd = (field: string, changes: Partial<EnvironmentConfig>): Refused => ({
  field: `prod.${field}`,
  config: { ...prod, ...changes },
});
const inNetwork = (field: string, changes: Partial<NetworkConfig>): Refused =>
  inDev(`network.${field}`, { network: { ...dev.network, ...changes } });
const inServers = (field: string, changes: Partial<ServersConfig>): Refused =>
  inDev(`servers.${field}`, { servers: { ...dev.servers, ...changes } });
const inProdServers = (field: string, changes: Partial<ServersConfig>): Refused =>
  inProd(`servers.${field}`, { servers: { ...prod.servers, ...changes } });
const inFirewall = (field: string, changes: Partial<FirewallConfig>): Refused =>
  inDev(`firewall.${field}`, {
    firewall: { requestsPerMinute: 1000, managedRules: [], ...changes },
  });

const morning: ScheduledSize = {
  name: 'morning',
  cron: '0 8 * * *',
  timeZone: 'Europe/Berlin',
  min: 2,
};
const inSchedule = (field: string, changes: Partial<ScheduledSize>): Refused =>
  inProdServers(`schedule[0].${field}`, { schedule: [{ ...morning, ...changes }] });

const refused: Refused[] = [
  inProject('project.name', { name: 'My-App' }),
  inProject('project.name', { name: 'my--app' }),
  inProject('project.name', { name: 'a'.repeat(32) }),
  inProject('project.region', { region: 'Virginia' }),
  inProject('project.domain.name', { domain: { name: 'https://a.b', hostedZoneId: 'Z1' } }),
  inProject('project.domain.name', {
    domain: { name: `${'a'.repeat(53)}.example`, hostedZoneId: 'Z1' },
  }),
  inProject('project.domain.hostedZoneId', {
    domain: { name: 'a.example', hostedZoneId: '/z' },
  }),

  inDev('account', { account: '42' }),
  inDev('alarmEmail', { alarmEmail: 'operator' }),
  inDev('monthlyBudget', { monthlyBudget: 100 }),
  inDev('monthlyBudget', { monthlyBudget: 0, alarmEmail: 'a@b.example' }),

  inProd('httpsWithoutDomain', { httpsWithoutDomain: 'none' }),
  inProject('prod.network.cloudFrontPrefixListId', { region: 'me-central-1' }, prod),
  inProd('network.cloudFrontPrefixListId', {
    network: { ...prod.network, cloudFrontPrefixListId: 'com.amazonaws.global' },
  }),
  inFirewall('requestsPerMinute', { requestsPerMinute: 9 }),
  inFirewall('managedRules', { managedRules: [fromFile.rules] }),
  inFirewall('managedRules', { managedRules: ['injection', 'common', 'injection'] }),

  inNetwork('cidr', { cidr: '10.0.0.0/8' }),
  inNetwork('cidr', { cidr: '10.0.300.0/16' }),
  inNetwork('cidr', { cidr: '10.0.1.0/16' }),
  inNetwork('cidr', { cidr: '10.0.0.1/16' }),
  inNetwork('zones', { zones: 1 }),
  inNetwork('zones', { zones: 4 }),
  inNetwork('zones', { zones: ['us-east-1a', 'us-east-1a'] }),
  inNetwork('zones', { zones: ['us-east-1a', 'eu-west-1a'] }),
  inNetwork('zones', { zones: ['use1-az1', 'use2-az1'] }),
  inNetwork('zones', { zones: ['us-east-1a', 'use1-az1'] }),
  inProject(
    'dev.network.zones',
    { region: 'us-west-1' },
    { ...dev, network: { ...dev.network, zones: 3 } },
  ),
  inProd('network.zones', { network: { ...prod.network, zones: ['use1-az1', 'use1-az3'] } }),
  inProject(
    'dev.network.egress',
    { region: 'us-gov-west-1' },
    { ...dev, network: { ...dev.network, egress: 'nat-regional' } },
  ),

  inServers('type', { type: fromFile.type }),
  inServers('min', { min: 0 }),
  inServers('max', { min: 2, max: 2 }),
  inProdServers('max', { min: 4, max: 3 }),
  inServers('diskGiB', { diskGiB: 4 }),
  inServers('requestsPerMinute', { requestsPerMinute: 0 }),
  inServers('cpuPercent', { cpuPercent: 100 }),
  inServers('maxLifetimeDays', { maxLifetimeDays: 0 }),
  inServers('warmPool', { warmPool: 1 }),
  inProdServers('warmPool', { warmPool: -1 }),
  inProdServers('warmPool', { min: 2, max: 4, warmPool: 3 }),

  inSchedule('name', { name: 'in the morning' }),
  inSchedule('cron', { cron: '0 8 * *' }),
  inSchedule('cron', { cron: '0 24 * * *' }),
  inSchedule('cron', { cron: '0 8 * * MO-FR' }),
  inSchedule('cron', { cron: '0 8 * * 1-2-3' }),
  inSchedule('cron', { cron: 'cron(0 8 * * ? *)' }),
  inSchedule('timeZone', { timeZone: 'CET' }),
  inSchedule('timeZone', { timeZone: 'Europe/Belin' }),
  inSchedule('min', { min: prod.servers.min - 1 }),
  inSchedule('min', { min: prod.servers.max + 1 }),
  inSchedule('min', { min: 4, max: 3 }),
  inSchedule('max', { max: prod.servers.max + 1 }),
  inProdServers('schedule[1].name', { schedule: [morning, { ...morning, cron: '5 8 * * *' }] }),
  inProdServers('schedule[1].cron', { schedule: [morning, { ...morning, name: 'dawn' }] }),
  inServers('schedule[0].min', { max: 2, schedule: [{ ...morning, min: 2 }] }),
  inServers('schedule[0].max', { max: 3, schedule: [{ ...morning, min: 1, max: 2 }] }),

  inDev('sessions.idleSeconds', { sessions: { idleSeconds: 10, absoluteSeconds: 5 } }),
  inDev('sessions.idleSeconds', { sessions: { idleSeconds: 0, absoluteSeconds: 5 } }),
  inDev('sessions.absoluteSeconds', { sessions: { idleSeconds: 1, absoluteSeconds: 1e9 } }),
  inDev('logs.accessDays', { logs: { ...dev.logs, accessDays: 0 } }),
  inDev('logs.applicationDays', { logs: { ...dev.logs, applicationDays: fromFile.days } }),
];

test.each(refused)('What can not work is refused with its field: $field', (row) => {
  const check = (): void => checkConfig({ ...app, ...row.inProject }, row.config);
  expect(check).toThrow(`\n  ${row.field}: `);
});

const accepted: Record<string, EnvironmentConfig> = {
  'zones by name': { ...dev, network: { ...dev.network, zones: ['us-east-1a', 'us-east-1b'] } },
  'zones by id': { ...prod, network: { ...prod.network, zones: ['use1-az1', 'use1-az6'] } },
  'a block within another': { ...dev, network: { ...dev.network, cidr: '10.1.16.0/20' } },
  'times of many kinds': {
    ...prod,
    servers: {
      ...prod.servers,
      schedule: [
        { name: 'a', cron: '*/30 7-9,17 1 JAN-MAR SUN', timeZone: 'Etc/UTC', min: 2 },
        { name: 'b', cron: '0 0 * * 7', timeZone: 'America/Argentina/Buenos_Aires', min: 8 },
        { name: 'c', cron: '0 0 * * 7', timeZone: 'Pacific/Tahiti', min: 2, max: 2 },
      ],
    },
  },
};

test.each(Object.entries(accepted))('What can work is not refused: %s', (_what, config) => {
  expect(() => checkConfig(app, config)).not.toThrow();
});

test('Everything wrong is named in one go', () => {
  const stores = [
    { id: 'Shelf', check: () => ['shelf.boards: 0 hold nothing.'], create: jest.fn() },
  ];
  const config = { ...dev, account: '42', servers: { ...dev.servers, min: 0 }, stores };
  expect(() => checkConfig(app, config)).toThrow(
    /dev\.account: .*\n.*dev\.servers\.min: .*\n.*dev\.shelf\.boards: /,
  );
});
