import { memcachedStore } from '../../../../lib/infra/data/memcached/memcached-store';
import { alarmsOf, dashboard } from '../../alarms';
import { ingress } from '../../ingress';
import { problemsWith } from '../../problems';
import { storePermissions } from '../../server-permissions';
import { serverEnvironment, setupNamesWith, templatesOf, theOne } from '../../templates';
import type { Template } from '../../templates';

const type = 'AWS::ElastiCache::CacheCluster';

/** The addresses of the nodes, if ElastiCache calls the configuration's `app.x.cfg.use1.example`. */
function addresses(data: Template): string {
  const resolve = (value: unknown): string => {
    const [[intrinsic, argument] = []] = Object.entries(value as object);
    if (typeof value === 'string') return value;
    if (intrinsic === 'Fn::GetAtt') {
      expect(argument[1]).toBe('ConfigurationEndpoint.Address');
      return 'app.x.cfg.use1.example';
    }
    expect(intrinsic).toBe('Fn::Join');
    const [separator, parts] = argument;
    const split = parts['Fn::Split'];
    const texts = split ? resolve(split[1]).split(split[0]) : parts.map(resolve);
    return texts.join(separator);
  };
  const [output] = Object.values(data.Outputs!);
  return resolve(output!['Value']);
}

describe.each(setupNamesWith(type))('The session store of %s', (setup) => {
  const { network, data, web, environment } = templatesOf(setup);
  const cluster = theOne(data, type).Properties;
  const count = cluster['NumCacheNodes'];

  test('is reached by servers alone, as it asks nobody who they are', () => {
    expect(ingress(network, data)).toContain('Servers → Session store: 11211-11211');
    expect(cluster['VpcSecurityGroupIds']).toEqual([
      { 'Fn::GetAtt': [expect.stringContaining('SessionStoreSecurityGroup'), 'GroupId'] },
    ]);
  });

  test('is reached by TLS alone, which its version can', () => {
    expect(cluster['TransitEncryptionEnabled']).toBe(true);
    expect(serverEnvironment(web)['MEMCACHED_TLS']).toBe('on');
    const [major, minor, patch] = cluster['EngineVersion'].split('.').map(Number);
    expect([major, minor]).toEqual([1, 6]);
    expect(patch).toBeGreaterThanOrEqual(12);
  });

  test('tells servers the address of each node', () => {
    const [name] = Object.keys(data.Outputs!);
    expect(serverEnvironment(web)['MEMCACHED_NODES']).toBe(`<${name}>`);
    const nodes = addresses(data).split(',');
    expect(nodes).toHaveLength(count);
    expect(nodes[0]).toBe('app.x.0001.use1.example:11211');
    expect(nodes.at(-1)).toBe(`app.x.${String(count).padStart(4, '0')}.use1.example:11211`);
  });

  test('has each node in a zone that is named, so that one can be added', () => {
    const zones = cluster['PreferredAvailabilityZones'].map(JSON.stringify);
    expect(zones).toHaveLength(count);
    expect(cluster['AZMode']).toBe(count > 1 ? 'cross-az' : 'single-az');
    const subnets = theOne(data, 'AWS::ElastiCache::SubnetGroup').Properties['SubnetIds'];
    expect(new Set(zones).size).toBe(Math.min(count, subnets.length));
  });

  test('loses no more than its share with a node in prod', () => {
    expect(count).toBeGreaterThanOrEqual(environment === 'prod' ? 2 : 1);
  });

  test('has a name that AWS accepts, and another one for another type of node', () => {
    const name = cluster['ClusterName'];
    expect(name).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(name.length).toBeLessThanOrEqual(50);
    const nodeType = cluster['CacheNodeType'].replace('cache.', '').replace('.', '-');
    expect(name).toMatch(new RegExp(`-${nodeType}$`));
    const [id] = Object.entries(data.Resources).find(([, { Type }]) => Type === type)!;
    expect(id).toContain(nodeType.replaceAll('-', ''));
  });

  test('has alarms, and a row on the dashboard under its real name', () => {
    const alarms = alarmsOf(web, 'session-store');
    expect(Object.keys(alarms).toSorted()).toEqual([
      'session-store-cpu',
      'session-store-evictions',
      'session-store-memory',
      'session-store-nodes',
      'session-store-swap',
    ]);
    expect(alarms['session-store-nodes']).toMatchObject({
      Threshold: count,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    const { body, titles } = dashboard(web);
    expect(titles).toContain('Session store: hit rate %, and items');
    expect(body).toContain(`"CacheClusterId","${cluster['ClusterName']}","CacheNodeId","0001"`);
  });
});

test('Servers need no permission for it', () => {
  expect(storePermissions(templatesOf('prod with Memcached alone').web)).toEqual([]);
});

const works = { nodeType: 'cache.t4g.micro', nodes: 2 } as const;
// The types refuse it; what is read from a file has none.
const { unknownType } = JSON.parse('{ "unknownType": "cache.m3.medium" }');

test('What works is not refused', () => {
  expect(problemsWith([memcachedStore(works)])).toEqual([]);
});

test.each([
  ['nodeType', { ...works, nodeType: unknownType }],
  ['nodes', { ...works, nodes: 0 }],
  ['nodes', { ...works, nodes: 11 }],
])('What can not work is refused with its field: sessionStore.%s', (field, config) => {
  expect(problemsWith([memcachedStore(config)])).toEqual([
    expect.stringMatching(new RegExp(`^dev\\.sessionStore\\.${field}: `)),
  ]);
});
