import { redisStore } from '../../../../lib/infra/data/redis/redis-store';
import { alarmsOf, dashboard } from '../../alarms';
import { ingress } from '../../ingress';
import { problemsWith } from '../../problems';
import { storePermissions } from '../../server-permissions';
import { resources, serverEnvironment, setupNamesWith, templatesOf, theOne } from '../../templates';

const type = 'AWS::ElastiCache::ReplicationGroup';

describe.each(setupNamesWith(type))('The session store of %s', (setup) => {
  const { network, data, web, environment } = templatesOf(setup);
  const store = theOne(data, type).Properties;
  const users = resources(data, 'AWS::ElastiCache::User').map(({ Properties }) => Properties);
  const [server, ...others] = users.toSorted(
    (a, b) => Number(a['UserName'] === 'default') - Number(b['UserName'] === 'default'),
  );

  test('is reached by servers alone, by TLS alone, and encrypted at rest', () => {
    expect(ingress(network)).toContain('Servers → Session store: 6379-6379');
    expect(store).toMatchObject({ TransitEncryptionEnabled: true, AtRestEncryptionEnabled: true });
    expect(serverEnvironment(web)['REDIS_URL']).toMatch(/^rediss:/);
  });

  test('has no password: the server signs in by IAM, as the user of that name', () => {
    expect(store).not.toHaveProperty('AuthToken');
    expect(server).toMatchObject({ AuthenticationMode: { Type: 'iam' } });
    const user = server!['UserId'];
    expect(server!['UserName']).toBe(user);
    expect(serverEnvironment(web)).toMatchObject({
      REDIS_URL: expect.stringMatching(`^rediss://${user}@<.*PrimaryEndPoint.*>:6379$`),
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

  test('lets the server touch its own keys only, and administrate nothing', () => {
    expect(server!['AccessString']).toBe('on ~sess:* ~rl:* +@all -@admin -@dangerous +info');
  });

  test('is of one engine throughout, and evicts only keys that expire', () => {
    const group = theOne(data, 'AWS::ElastiCache::UserGroup').Properties;
    for (const { Engine } of [...users, group]) expect(Engine).toBe(store['Engine']);
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
    const spread = environment === 'prod';
    expect(store).toMatchObject({ AutomaticFailoverEnabled: spread, MultiAZEnabled: spread });
    expect(store['NumCacheClusters']).toBeGreaterThanOrEqual(spread ? 2 : 1);
  });

  test('has alarms, and a row on the dashboard under its real name', () => {
    expect(Object.keys(alarmsOf(web, 'session-store')).toSorted()).toEqual([
      'session-store-cpu',
      'session-store-evictions',
      'session-store-memory',
      ...(store['NumCacheClusters'] > 1 ? ['session-store-replication-lag'] : []),
      'session-store-sign-in',
    ]);
    const { body, titles } = dashboard(web);
    expect(titles).toContain('Session store: hit rate %');
    expect(body).toContain(`"CacheClusterId","${store['ReplicationGroupId']}-001"`);
  });
});

test('Servers may sign in to the store as the one user, and nothing more', () => {
  const arn = 'arn:aws:elasticache:us-east-1:<AWS::AccountId>';
  expect(storePermissions(templatesOf('prod with Valkey alone').web)).toEqual([
    `elasticache:Connect on ${arn}:replicationgroup:app-prod`,
    `elasticache:Connect on ${arn}:user:app-prod`,
  ]);
});

const works = {
  engine: 'redis',
  nodeType: 'cache.t4g.micro',
  replicas: 0,
  failover: false,
  snapshotDays: 0,
} as const;
// The types refuse these; what is read from a file has none.
const unknown = JSON.parse('{ "type": "cache.m1.small", "engine": "dragonfly" }');

test('What works is not refused', () => {
  expect(problemsWith([redisStore(works)])).toEqual([]);
});

test('Failover with no replica to fail over to is refused', () => {
  expect(problemsWith([redisStore({ ...works, failover: true })])).toEqual([
    expect.stringMatching(/^dev\.sessionStore\.failover: true, but there is no replica/),
  ]);
});

test.each([
  ['engine', { ...works, engine: unknown.engine }],
  ['nodeType', { ...works, nodeType: unknown.type }],
  ['replicas', { ...works, replicas: 6 }],
  ['snapshotDays', { ...works, snapshotDays: 36 }],
])('What can not work is refused with its field: sessionStore.%s', (field, config) => {
  expect(problemsWith([redisStore(config)])).toEqual([
    expect.stringMatching(new RegExp(`^dev\\.sessionStore\\.${field}: `)),
  ]);
});
