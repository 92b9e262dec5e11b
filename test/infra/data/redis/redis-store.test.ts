import { redisStore } from '../../../../lib/infra/data/redis/redis-store';
import { accessString } from '../../../../lib/infra/data/redis/access-string';
import { alarmsOf, dashboard } from '../../alarms';
import { ingress } from '../../ingress';
import { problemsWith } from '../../problems';
import { storePermissions } from '../../server-permissions';
import { resources, serverEnvironment, setupNamesWith, templatesOf, theOne } from '../../templates';
import type { Properties } from '../../templates';

const type = 'AWS::ElastiCache::ReplicationGroup';

describe.each(setupNamesWith(type))('The session store of %s', (setup) => {
  const { network, data, web, environment, protect } = templatesOf(setup);
  const group = theOne(data, type);
  const store = group.Properties;
  const isSharded = 'NumNodeGroups' in store;
  const shards = store['NumNodeGroups'] ?? 1;
  const nodesOfAShard = isSharded ? 1 + store['ReplicasPerNodeGroup'] : store['NumCacheClusters'];
  const users = resources(data, 'AWS::ElastiCache::User').map(({ Properties }) => Properties);
  const [server, ...others] = users.toSorted(
    (a, b) => Number(a['UserName'] === 'default') - Number(b['UserName'] === 'default'),
  );

  test('is reached by servers alone, by TLS alone, and encrypted at rest', () => {
    expect(ingress(network, data)).toContain('Servers → Session store: 6379-6379');
    expect(store).toMatchObject({ TransitEncryptionEnabled: true, AtRestEncryptionEnabled: true });
    expect(serverEnvironment(web)['REDIS_URL']).toMatch(/^rediss:/);
  });

  test('has no password: the server signs in by IAM, as the user of that name', () => {
    expect(store).not.toHaveProperty('AuthToken');
    expect(server).toMatchObject({ AuthenticationMode: { Type: 'iam' } });
    const user = server!['UserId'];
    expect(server!['UserName']).toBe(user);
    expect(serverEnvironment(web)).toMatchObject({
      REDIS_URL: expect.stringMatching(
        `^rediss://${user}@<.*${isSharded ? 'Configuration' : 'Primary'}EndPoint.*>:6379$`,
      ),
      REDIS_AUTH: 'iam',
      REDIS_IAM_CACHE: store['ReplicationGroupId'],
    });
  });

  test('lets nobody else in: the default user, where there must be one, can do nothing', () => {
    expect(others).toEqual(
      store['Engine'] === 'redis'
        ? [
            expect.objectContaining({
              UserName: 'default',
              AccessString: expect.stringMatching(/^off .*-@all$/),
            }),
          ]
        : [],
    );
  });

  test('lets the server send the commands of the app, on the keys of the app', () => {
    expect(server!['AccessString']).toBe(accessString(isSharded));
    expect(server!['AccessString']).toMatch(/^on ~sess:\* ~rl:\* -@all (\+[a-z|]+ ?)+$/);
  });

  test('says whether it is a cluster, in which the loss of a shard is not the loss of all', () => {
    expect(serverEnvironment(web)['REDIS_CLUSTER']).toBe(isSharded ? 'on' : undefined);
    const { Properties } = theOne(data, 'AWS::ElastiCache::ParameterGroup').Properties;
    expect(Properties).toEqual({
      'maxmemory-policy': 'volatile-lru',
      ...(isSharded ? { 'cluster-enabled': 'yes', 'cluster-require-full-coverage': 'no' } : {}),
    });
    // Or another number of shards would be another, empty store.
    expect(group.UpdatePolicy).toEqual(isSharded ? { UseOnlineResharding: true } : undefined);
  });

  test('is of one engine throughout, and evicts only keys that expire', () => {
    const ofUsers = theOne(data, 'AWS::ElastiCache::UserGroup').Properties;
    for (const { Engine } of [...users, ofUsers]) expect(Engine).toBe(store['Engine']);
    const [major] = String(store['EngineVersion']).split('.');
    expect(theOne(data, 'AWS::ElastiCache::ParameterGroup').Properties).toMatchObject({
      CacheParameterGroupFamily: `${store['Engine']}${major}`,
      Properties: { 'maxmemory-policy': 'volatile-lru' },
    });
  });

  test('has names that AWS accepts', () => {
    const ids = [
      store['ReplicationGroupId'],
      theOne(data, 'AWS::ElastiCache::UserGroup').Properties['UserGroupId'],
      ...users.map((user) => user['UserId']),
    ];
    for (const id of ids) {
      expect(id).toMatch(/^[a-z](-?[a-z0-9])*$/);
      expect(id.length).toBeLessThanOrEqual(40);
    }
  });

  test('survives the loss of a zone in prod', () => {
    const spread = environment === 'prod' || isSharded;
    expect(store).toMatchObject({ AutomaticFailoverEnabled: spread, MultiAZEnabled: spread });
    expect(nodesOfAShard).toBeGreaterThanOrEqual(spread ? 2 : 1);
  });

  test('leaves a last snapshot where it is protected', () => {
    expect(group.DeletionPolicy).toBe(protect ? 'Snapshot' : 'Delete');
  });

  test('has alarms, and a row on the dashboard under its real name', () => {
    const names = Object.keys(alarmsOf(web, 'session-store')).map((name) =>
      name.replace(/-\d+$/, ''),
    );
    expect([...new Set(names)].toSorted()).toEqual([
      'session-store-commands-refused',
      'session-store-cpu',
      'session-store-evictions',
      'session-store-host-cpu',
      'session-store-keys-refused',
      'session-store-memory',
      'session-store-nodes',
      ...(nodesOfAShard > 1 ? ['session-store-replication-lag'] : []),
      'session-store-sign-in',
    ]);
    const { body, titles } = dashboard(web);
    expect(titles).toContain('Session store: hit rate %, and keys');
    const first = isSharded ? '-0001-001' : '-001';
    expect(body).toContain(`"CacheClusterId","${store['ReplicationGroupId']}${first}"`);
  });

  test('has each of its nodes watched by one alarm of each kind', () => {
    const watched: string[] = Object.entries(alarmsOf(web, 'session-store'))
      .filter(([name]) => /^session-store-cpu(-\d+)?$/.test(name))
      .flatMap(([, { Metrics }]) => Metrics)
      .flatMap(({ MetricStat }: Properties) => MetricStat?.Metric.Dimensions[0].Value ?? []);
    const nodes = Array.from({ length: shards }, (_, shard) =>
      Array.from({ length: nodesOfAShard }, (__, node) =>
        [
          store['ReplicationGroupId'],
          ...(isSharded ? [String(shard + 1).padStart(4, '0')] : []),
          String(node + 1).padStart(3, '0'),
        ].join('-'),
      ),
    ).flat();
    expect(watched.toSorted()).toEqual(nodes);
  });

  test('has no more alarms than the dashboard can show', () => {
    expect(resources(web, 'AWS::CloudWatch::Alarm').length).toBeLessThanOrEqual(100);
  });

  test('raises the alarm for a node that says nothing any more', () => {
    const silent = Object.entries(alarmsOf(web, 'session-store')).filter(([name]) =>
      name.startsWith('session-store-nodes'),
    );
    const expected = silent.map(([, { Threshold }]) => Threshold);
    expect(expected.reduce((sum, nodes) => sum + nodes, 0)).toBe(shards * nodesOfAShard);
    for (const [, alarm] of silent) {
      expect(alarm).toMatchObject({
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
    }
  });
});

test.each([
  ['prod with Valkey alone', 'app-prod', 'app-prod'],
  ['dev with shards of Redis alone', 'app-dev', 'app-dev-cm'],
])('In %s servers may sign in as the one user, and nothing more', (setup, user, group) => {
  const arn = 'arn:aws:elasticache:us-east-1:<AWS::AccountId>';
  expect(storePermissions(templatesOf(setup).web)).toEqual([
    `elasticache:Connect on ${arn}:replicationgroup:${group}`,
    `elasticache:Connect on ${arn}:user:${user}`,
  ]);
});

test('Cluster mode can be turned on: it is another group under another name', () => {
  const ids = ['dev with Redis alone', 'dev with shards of Redis alone'].map((setup) => {
    const { data } = templatesOf(setup);
    return [type, 'AWS::ElastiCache::ParameterGroup'].map(
      (each) => Object.entries(data.Resources).find(([, { Type }]) => Type === each)![0],
    );
  });
  expect(ids[0]![0]).not.toBe(ids[1]![0]);
  expect(ids[0]![1]).not.toBe(ids[1]![1]);
});

const works = {
  engine: 'redis',
  nodeType: 'cache.t4g.micro',
  shards: 1,
  replicas: 0,
  failover: false,
  snapshotDays: 0,
} as const;
// The types refuse these; what is read from a file has none.
const unknown = JSON.parse('{ "type": "cache.m1.small", "engine": "dragonfly" }');

test('What works is not refused', () => {
  expect(problemsWith([redisStore(works)])).toEqual([]);
  const inShards = { ...works, shards: 30, replicas: 1, failover: true };
  expect(problemsWith([redisStore(inShards)])).toEqual([]);
});

test('Shards without failover are refused, and more nodes than there may be', () => {
  expect(problemsWith([redisStore({ ...works, shards: 2, replicas: 1 })])).toEqual([
    expect.stringMatching(/^dev\.sessionStore\.failover: false, but .* several shards/),
  ]);
  const many = { ...works, shards: 11, replicas: 5, failover: true };
  expect(problemsWith([redisStore(many)])).toEqual([
    expect.stringMatching(/^dev\.sessionStore\.shards: 11 shards of 6 nodes are 66, /),
  ]);
});

test('Failover with no replica to fail over to is refused', () => {
  expect(problemsWith([redisStore({ ...works, failover: true })])).toEqual([
    expect.stringMatching(/^dev\.sessionStore\.failover: true, but there is no replica/),
  ]);
});

test.each([
  ['engine', { ...works, engine: unknown.engine }],
  ['nodeType', { ...works, nodeType: unknown.type }],
  ['shards', { ...works, shards: 0 }],
  ['shards', { ...works, shards: 1.5 }],
  ['replicas', { ...works, replicas: 6 }],
  ['replicas', { ...works, replicas: -1 }],
  ['snapshotDays', { ...works, snapshotDays: 36 }],
])('What can not work is refused with its field: sessionStore.%s', (field, config) => {
  expect(problemsWith([redisStore(config)])).toEqual([
    expect.stringMatching(new RegExp(`^dev\\.sessionStore\\.${field}: `)),
  ]);
});
