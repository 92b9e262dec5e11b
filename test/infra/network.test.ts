import { ingress } from './ingress';
import {
  allSetupNames,
  flatten,
  mainSetupNames,
  ownSetupNames,
  resources,
  templatesOf,
  theOne,
} from './templates';
import type { Template } from './templates';

const nat = 'Servers → Security Group for NAT instances: 443-443';
const endpoints = 'Servers → Endpoints of the APIs of AWS: 443-443';
const setupsWithoutNat = allSetupNames.filter((setup) =>
  ingress(templatesOf(setup).network).includes(endpoints),
);

test.each([
  ['dev', ['0.0.0.0/0 → Load balancer: 80-80', nat]],
  [
    'dev with a domain',
    ['0.0.0.0/0 → Load balancer: 443-443', '0.0.0.0/0 → Load balancer: 80-80', nat],
  ],
  ['prod', [endpoints, 'pl-3b927c52 → Load balancer: 80-80']],
  [
    'prod with a domain',
    ['0.0.0.0/0 → Load balancer: 443-443', '0.0.0.0/0 → Load balancer: 80-80', endpoints],
  ],
] as const)('Who may reach whom in %s is just this', (setup, rules) => {
  const { network, data, stores } = templatesOf(setup);
  const ports = stores.flatMap(({ port }) => port ?? []);
  expect(ingress(network, data)).toEqual(
    [
      'Load balancer → Servers: 8080-8080',
      ...ports.map((port) => `Servers → ${port.of}: ${port.number}-${port.number}`),
      ...rules,
    ].toSorted(),
  );
});

describe.each(allSetupNames)('The network of %s', (setup) => {
  const { network, data, web, stores } = templatesOf(setup);
  const subnets = resources(network, 'AWS::EC2::Subnet');

  test('lets nobody in on port 22, to any machine', () => {
    for (const rule of ingress(network, data)) {
      const [from, to] = rule.split(': ')[1]!.split('-').map(Number);
      expect(from! <= 22 && 22 <= to!).toBe(false);
    }
    expect(JSON.stringify([network, data, web])).not.toContain('"KeyName"');
  });

  test('has a security group for each store that has a port, and for nothing else', () => {
    const groups = resources([network, data], 'AWS::EC2::SecurityGroup').map(
      ({ Properties }) => Properties['GroupDescription'],
    );
    const known = /^(Load balancer|Servers|Endpoints of the APIs of AWS|Security Group for NAT.*)$/;
    expect(new Set(groups.filter((group) => !known.test(group)))).toEqual(
      new Set(stores.flatMap(({ port }) => port?.of ?? [])),
    );
  });

  test('has all security groups and rules but those of the stores, which stand beside them', () => {
    const ofGroups = (template: Template): string[] =>
      resources(template)
        .map(({ Type }) => Type)
        .filter((type) => type.startsWith('AWS::EC2::SecurityGroup'));
    expect(ofGroups(web)).toEqual([]);
    expect(ofGroups(data).toSorted()).toEqual(
      stores
        .flatMap(({ port }) =>
          port === undefined
            ? []
            : [
                'AWS::EC2::SecurityGroup',
                'AWS::EC2::SecurityGroupEgress',
                'AWS::EC2::SecurityGroupIngress',
              ],
        )
        .toSorted(),
    );
  });

  test('gives the stores no route beyond the VPC', () => {
    const routed = resources(network, 'AWS::EC2::Route').map(({ Properties }) =>
      flatten(Properties['RouteTableId']),
    );
    expect(routed.filter((table) => table.includes('dataSubnet'))).toEqual([]);
  });

  test('has each group of subnets in at least two zones', () => {
    const zones: Record<string, Set<string>> = {};
    for (const { Properties } of subnets) {
      const tags: { Key: string; Value: string }[] = Properties['Tags'];
      const group = tags.find(({ Key }) => Key === 'aws-cdk:subnet-name')!.Value;
      (zones[group] ??= new Set()).add(
        JSON.stringify(Properties['AvailabilityZoneId'] ?? Properties['AvailabilityZone']),
      );
    }
    expect(Object.keys(zones).toSorted()).toEqual(['data', 'public', 'web']);
    for (const ofGroup of Object.values(zones)) expect(ofGroup.size).toBeGreaterThanOrEqual(2);
  });

  test('has subnets that lie within the VPC and beside each other', () => {
    const range = (cidr: string): [number, number] => {
      const [, address, bits] = /^([\d.]+)\/(\d+)$/.exec(cidr)!;
      const first = address!.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
      return [first, first + 2 ** (32 - Number(bits)) - 1];
    };
    const [vpc] = resources(network, 'AWS::EC2::VPC');
    const [vpcFirst, vpcLast] = range(vpc!.Properties['CidrBlock']);
    const ranges = subnets
      .map(({ Properties }) => range(Properties['CidrBlock']))
      .toSorted(([a], [b]) => a - b);
    let free = vpcFirst;
    for (const [first, last] of ranges) {
      expect(first).toBeGreaterThanOrEqual(free);
      expect(last).toBeLessThanOrEqual(vpcLast);
      free = last + 1;
    }
  });

  test('reaches S3, where packages and releases are, without a NAT', () => {
    expect(
      resources(network, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties),
    ).toContainEqual(
      expect.objectContaining({
        VpcEndpointType: 'Gateway',
        ServiceName: expect.objectContaining({ 'Fn::Join': expect.anything() }),
      }),
    );
  });

  test('logs its traffic', () => {
    expect(resources(network, 'AWS::EC2::FlowLog')).toHaveLength(1);
  });
});

// An export can't go while another stack uses it: a store is taken away in one deployment because of this.
test.each(mainSetupNames.filter((setup) => !setup.includes(' ')))(
  'The network of %s exports the same, whatever the stores',
  (setup) => {
    const exports = ({ Outputs = {} }: Template): string[] =>
      Object.values(Outputs).map(({ Export }) => String(Export?.Name).split(':').at(-1)!);
    const others = allSetupNames.filter(
      (other) => !ownSetupNames.includes(other) && templatesOf(other).environment === setup,
    );
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) {
      expect(exports(templatesOf(other).network).toSorted()).toEqual(
        exports(templatesOf(setup).network).toSorted(),
      );
    }
  },
);

test.each(setupsWithoutNat)('In %s servers reach the APIs that they call by endpoints', (setup) => {
  const { network, stores } = templatesOf(setup);
  const services: string[] = resources(network, 'AWS::EC2::VPCEndpoint')
    .filter(({ Properties }) => Properties['VpcEndpointType'] === 'Interface')
    .map(({ Properties }) => Properties['ServiceName'].replace('com.amazonaws.us-east-1.', ''));
  const ofStores = stores.flatMap(({ apis }) => apis.map((api) => api.toLowerCase()));
  expect(services.toSorted()).toEqual(
    [
      'autoscaling',
      'cloudformation',
      'elasticloadbalancing',
      'logs',
      'ssm',
      'ssmmessages',
      'sts',
      ...new Set(ofStores),
    ].toSorted(),
  );
});

test('With a NAT there is no endpoint to pay for', () => {
  const types = resources(templatesOf('dev').network, 'AWS::EC2::VPCEndpoint').map(
    ({ Properties }) => Properties['VpcEndpointType'],
  );
  expect(types).toEqual(['Gateway']);
});

test.each(mainSetupNames)('%s has no way out that its config does not ask for', (setup) => {
  const { network } = templatesOf(setup);
  expect(resources(network, 'AWS::EC2::NatGateway')).toEqual([]);
  expect(resources(network, 'AWS::EC2::Instance')).toHaveLength(setup.startsWith('dev') ? 1 : 0);
});

test.each([
  ['dev', ['use1-az1', 'use1-az2']],
  ['prod', ['use1-az1', 'use1-az2', 'use1-az4']],
])('%s keeps out of the zone of us-east-1 that lacks what it uses', (setup, ids) => {
  const { network } = templatesOf(setup);
  const subnets = resources(network, 'AWS::EC2::Subnet').map(({ Properties }) => Properties);
  expect([...new Set(subnets.map((subnet) => subnet['AvailabilityZoneId']))]).toEqual(ids);
  expect(JSON.stringify(network.Resources)).not.toContain('"AvailabilityZone"');
});

test('Elsewhere zones are the first ones of the region, known at deployment', () => {
  const { network } = templatesOf('prod in Frankfurt with a gateway per zone');
  const zones = resources(network, 'AWS::EC2::Subnet').map(
    ({ Properties }) => Properties['AvailabilityZone'],
  );
  expect(zones).toContainEqual({ 'Fn::Select': [2, { 'Fn::GetAZs': '' }] });
});

test('A NAT instance installs what it needs until that has worked', () => {
  const { Properties } = theOne(templatesOf('dev').network, 'AWS::EC2::Instance');
  const [, ...commands] = flatten(Properties['UserData']).split('\n');
  expect(commands[0]).toMatch(/^until dnf install .*iptables-services; do sleep \d+; done$/);
  expect(commands.join('\n')).toContain('MASQUERADE');
});

test('A regional gateway is one for all zones, made once the VPC has its way to the internet', () => {
  const { network } = templatesOf('prod with a domain and a regional gateway');
  const { Properties, DependsOn } = theOne(network, 'AWS::EC2::NatGateway');
  expect(Properties).toMatchObject({ AvailabilityMode: 'regional', ConnectivityType: 'public' });
  expect(Properties).not.toHaveProperty('SubnetId');
  expect(DependsOn!.map((id) => network.Resources[id]!.Type)).toContain(
    'AWS::EC2::VPCGatewayAttachment',
  );
  const routes = resources(network, 'AWS::EC2::Route').filter(({ Properties: route }) =>
    flatten(route['NatGatewayId'] ?? '').includes('RegionalNatGateway'),
  );
  expect(routes.map(({ Properties: route }) => flatten(route['RouteTableId']))).toEqual(
    [1, 2, 3].map((zone) => expect.stringContaining(`webSubnet${zone}`)),
  );
});

test('A gateway per zone is one for each zone', () => {
  const { network } = templatesOf('prod in Frankfurt with a gateway per zone');
  expect(resources(network, 'AWS::EC2::NatGateway')).toHaveLength(3);
});
