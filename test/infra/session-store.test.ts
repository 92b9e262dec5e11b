import { checkSessionStore, sessionStoreSettings } from '../../lib/infra/session-store';
import { sessionStoreActions } from './session-store';
import { allSetupNames, mainSetupNames } from './setups';
import { flatten, resources, serverEnvironment, templatesOf, theOne } from './templates';
import type { Properties } from './templates';

const storeType = 'AWS::ElastiCache::ReplicationGroup';

describe.each(allSetupNames)('The session store of %s', (setup) => {
  const { data, web } = templatesOf(setup);
  const store = theOne(data, storeType).Properties;
  const users = resources(data, 'AWS::ElastiCache::User').map(({ Properties }) => Properties);

  test('is reached by TLS alone, and encrypted at rest', () => {
    expect(store).toMatchObject({ TransitEncryptionEnabled: true, AtRestEncryptionEnabled: true });
    expect(serverEnvironment(web)['REDIS_URL']).toMatch(/^rediss:/);
  });

  test('has no password: the server signs in by IAM, as the user of that name', () => {
    expect(store).not.toHaveProperty('AuthToken');
    expect(users).toEqual([
      expect.objectContaining({
        UserName: 'default',
        AccessString: expect.stringMatching(/^off .*-@all$/),
      }),
      expect.objectContaining({ AuthenticationMode: { Type: 'iam' } }),
    ]);
    const user = users[1]!['UserId'];
    expect(users[1]!['UserName']).toBe(user);
    expect(serverEnvironment(web)).toMatchObject({
      REDIS_URL: expect.stringMatching(`^rediss://${user}@<.*PrimaryEndPoint.*>:6379$`),
      REDIS_AUTH: 'iam',
      REDIS_IAM_CACHE: store['ReplicationGroupId'],
    });
  });

  test('lets the server touch its own keys only, and administrate nothing', () => {
    expect(users[1]!['AccessString']).toBe('on ~sess:* ~rl:* +@all -@admin -@dangerous +info');
  });

  test('lets servers sign in as that user, and nothing more', () => {
    const statements: Properties[] = theOne(web, 'AWS::IAM::Policy').Properties['PolicyDocument']
      .Statement;
    const ours = statements.filter(({ Action }) => sessionStoreActions.includes(Action));
    const region = serverEnvironment(web)['AWS_REGION'];
    const arn = (kind: string): RegExp =>
      new RegExp(`^arn:aws:elasticache:${region}:(<AWS::AccountId>|\\d{12}):${kind}:[a-z-]+$`);
    expect(ours).toHaveLength(1);
    expect(ours[0]!['Resource'].map(flatten)).toEqual([
      expect.stringMatching(arn('replicationgroup')),
      expect.stringMatching(arn('user')),
    ]);
  });

  test('evicts only keys that expire', () => {
    expect(theOne(data, 'AWS::ElastiCache::ParameterGroup').Properties).toMatchObject({
      CacheParameterGroupFamily: 'redis7',
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

  test('is the one that the dashboard shows', () => {
    const body = flatten(theOne(web, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
    expect(body).toContain(`"CacheClusterId","${store['ReplicationGroupId']}-001"`);
  });
});

test.each(mainSetupNames.filter((setup) => setup.startsWith('prod')))(
  'The session store of %s survives a zone',
  (setup) => {
    expect(theOne(templatesOf(setup).data, storeType).Properties).toMatchObject({
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
      NumCacheClusters: 2,
    });
  },
);

const { prod } = sessionStoreSettings;
// The types refuse it; what is read from a file has none.
const { unknownType } = JSON.parse('{ "unknownType": "cache.m1.small" }');

test('Failover with no replica to fail over to is refused', () => {
  expect(checkSessionStore({ ...prod, replicas: 0, failover: true }, 'sessionStore')).toEqual([
    expect.stringMatching(/^sessionStore\.failover: true, but there is no replica/),
  ]);
});

test.each([
  ['sessionStore.nodeType', { ...prod, nodeType: unknownType }],
  ['sessionStore.replicas', { ...prod, replicas: 6 }],
  ['sessionStore.snapshotDays', { ...prod, snapshotDays: 36 }],
])('What can not work is refused with its field: %s', (field, config) => {
  expect(checkSessionStore(config, 'sessionStore')).toEqual([
    expect.stringMatching(new RegExp(`^${field}: `)),
  ]);
});
