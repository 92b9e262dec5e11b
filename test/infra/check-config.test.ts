import { checkConfig } from '../../lib/infra/check-config';
import { environments } from '../../lib/infra/config';
import type { EnvironmentConfig, Project } from '../../lib/infra/config';
import { project } from '../../lib/infra/project';

const { dev, prod } = environments;
const app: Project = { name: 'app', region: 'us-east-1', domain: undefined };

test.each(Object.values(environments))('The configuration of $name works', (config) => {
  expect(() => checkConfig(project, config)).not.toThrow();
});

// The types refuse it; what is read from a file has none.
const { machine } = JSON.parse('{ "machine": "t9.huge" }');

const refused: { field: string; config: EnvironmentConfig; inProject?: Partial<Project> }[] = [
  { field: 'project.name', config: dev, inProject: { name: 'My-App' } },
  { field: 'project.name', config: dev, inProject: { name: 'my--app' } },
  { field: 'project.name', config: dev, inProject: { name: 'a'.repeat(32) } },
  { field: 'project.region', config: dev, inProject: { region: 'Virginia' } },
  {
    field: 'project.domain.name',
    config: dev,
    inProject: { domain: { name: 'https://a.b', hostedZoneId: 'Z1' } },
  },
  {
    field: 'project.domain.hostedZoneId',
    config: dev,
    inProject: { domain: { name: 'a.example', hostedZoneId: '/z' } },
  },
  { field: 'dev.account', config: { ...dev, account: '42' } },
  { field: 'dev.alarmEmail', config: { ...dev, alarmEmail: 'operator' } },
  { field: 'prod.httpsWithoutDomain', config: { ...prod, httpsWithoutDomain: 'none' } },
  {
    field: 'prod.network.cloudFrontPrefixListId',
    config: prod,
    inProject: { region: 'me-central-1' },
  },
  {
    field: 'dev.network.cidr',
    config: { ...dev, network: { ...dev.network, cidr: '10.0.0.0/8' } },
  },
  {
    field: 'dev.network.cidr',
    config: { ...dev, network: { ...dev.network, cidr: '10.0.300.0/16' } },
  },
  { field: 'dev.network.zones', config: { ...dev, network: { ...dev.network, zones: 1 } } },
  {
    field: 'dev.network.zones',
    config: { ...dev, network: { ...dev.network, zones: ['us-east-1a', 'eu-west-1a'] } },
  },
  {
    field: 'dev.servers.type',
    config: { ...dev, servers: { ...dev.servers, type: machine } },
  },
  { field: 'dev.servers.min', config: { ...dev, servers: { ...dev.servers, min: 0 } } },
  { field: 'prod.servers.max', config: { ...prod, servers: { ...prod.servers, min: 4, max: 3 } } },
  { field: 'dev.servers.max', config: { ...dev, servers: { ...dev.servers, min: 2, max: 2 } } },
  { field: 'dev.servers.diskGiB', config: { ...dev, servers: { ...dev.servers, diskGiB: 4 } } },
  {
    field: 'dev.servers.maxLifetimeDays',
    config: { ...dev, servers: { ...dev.servers, maxLifetimeDays: 0 } },
  },
  {
    field: 'dev.servers.cpuPercent',
    config: { ...dev, servers: { ...dev.servers, cpuPercent: 100 } },
  },
  {
    field: 'dev.sessions.idleSeconds',
    config: { ...dev, sessions: { idleSeconds: 10, absoluteSeconds: 5 } },
  },
];

test.each(refused)('What can not work is refused with its field: $field', (row) => {
  const check = (): void => checkConfig({ ...app, ...row.inProject }, row.config);
  expect(check).toThrow(`\n  ${row.field}: `);
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
