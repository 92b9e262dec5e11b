import {
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Emulator } from './deploy-emulator';

/** Where to look for a store, and what its servers are told of it. */
export interface Deployment {
  readonly emulator: Emulator;
  /** `my-app-dev`: what every store is named, or begins with. */
  readonly name: string;
  /** The servers' environment variables. */
  readonly environment: ReadonlyMap<string, string>;
  readonly protect: boolean;
}

type Check = (deployment: Deployment) => Promise<void>;

/** Asks the account for the session store of each answer, and that servers are told of this one. */
export const sessionStores: Readonly<Record<string, Check>> = {
  redis: (deployment) => redis(deployment, 'redis'),
  valkey: (deployment) => redis(deployment, 'valkey'),
  memcached,
  database: async (deployment) => expect(await caches(deployment)).toEqual([]),
  jwt: keyRing,
  cookie: keyRing,
};

/** The same for the database. */
export const databases: Readonly<Record<string, Check>> = {
  postgres: rds,
  aurora,
  none: async (deployment) => {
    const client = new RDSClient(deployment.emulator.client);
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({}));
    expect(DBInstances?.filter((one) => isOf(deployment, one.DBInstanceIdentifier))).toEqual([]);
    expect([...deployment.environment.keys()].join()).not.toMatch(/DATABASE/);
  },
};

async function redis(deployment: Deployment, engine: string): Promise<void> {
  const { emulator, environment, protect } = deployment;
  const client = new ElastiCacheClient(emulator.client);
  const { ReplicationGroups } = await client.send(new DescribeReplicationGroupsCommand({}));
  const [group, ...more] = (ReplicationGroups ?? []).filter((one) =>
    isOf(deployment, one.ReplicationGroupId),
  );
  expect(more).toEqual([]);
  expect(group).toMatchObject({
    Engine: engine,
    TransitEncryptionEnabled: true,
    AtRestEncryptionEnabled: true,
    // Prod is the environment that must survive a node.
    AutomaticFailover: protect ? 'enabled' : 'disabled',
    MultiAZ: protect ? 'enabled' : 'disabled',
  });
  const url = new URL(environment.get('REDIS_URL') ?? '');
  expect(url).toMatchObject({ protocol: 'rediss:', password: '' });
  expect(url.hostname).toBe(group?.NodeGroups?.[0]?.PrimaryEndpoint?.Address);
  expect(environment.get('REDIS_IAM_CACHE')).toBe(group?.ReplicationGroupId);

  const { UserGroups } = await client.send(
    new DescribeUserGroupsCommand({ UserGroupId: group?.UserGroupIds?.[0] }),
  );
  const { Users } = await client.send(new DescribeUsersCommand({}));
  const users = Users?.filter((one) => UserGroups?.[0]?.UserIds?.includes(one.UserId ?? ''));
  // Servers sign in by IAM; whoever else the engine wants to exist can do nothing.
  const [app, ...others] = users?.toSorted((a, b) => Number(isOff(a)) - Number(isOff(b))) ?? [];
  expect(app).toMatchObject({ UserName: url.username, Authentication: { Type: 'iam' } });
  expect(app?.UserId).toBe(app?.UserName);
  expect(app?.AccessString).toMatch(/^on ~sess:\* ~rl:\* -@all /);
  expect(others.filter((one) => !isOff(one))).toEqual([]);
}

const isOff = (user: { AccessString?: string }) => user.AccessString?.startsWith('off ') ?? false;

async function memcached(deployment: Deployment): Promise<void> {
  const [cluster, ...more] = await caches(deployment);
  expect(more).toEqual([]);
  expect(cluster).toMatchObject({ Engine: 'memcached', TransitEncryptionEnabled: true });
  const nodes = deployment.environment.get('MEMCACHED_NODES')?.split(',') ?? [];
  expect(nodes).toHaveLength(cluster?.NumCacheNodes ?? 0);
  expect(nodes[0]).toMatch(new RegExp(`^${cluster?.CacheClusterId}\\.\\S+\\.0001\\.\\S+:11211$`));
  expect(deployment.environment.get('MEMCACHED_TLS')).toBe('on');
}

/** The clusters that are no members of a replication group, which moto lists apart. */
async function caches(deployment: Deployment) {
  const client = new ElastiCacheClient(deployment.emulator.client);
  const { ReplicationGroups } = await client.send(new DescribeReplicationGroupsCommand({}));
  expect(ReplicationGroups?.filter((one) => isOf(deployment, one.ReplicationGroupId))).toEqual([]);
  const { CacheClusters } = await client.send(new DescribeCacheClustersCommand({}));
  return (CacheClusters ?? []).filter((one) => isOf(deployment, one.CacheClusterId));
}

async function keyRing(deployment: Deployment): Promise<void> {
  expect(await caches(deployment)).toEqual([]);
  const client = new SecretsManagerClient(deployment.emulator.client);
  const { SecretString } = await client.send(
    new GetSecretValueCommand({
      SecretId: deployment.environment.get('SESSION_KEYS_SECRET_ARN'),
    }),
  );
  expect(JSON.parse(SecretString ?? '')).toEqual({ first: expect.stringMatching(/^\w{64}$/) });
}

async function rds(deployment: Deployment): Promise<void> {
  const client = new RDSClient(deployment.emulator.client);
  const { DBInstances } = await client.send(
    new DescribeDBInstancesCommand({ DBInstanceIdentifier: deployment.name }),
  );
  expect(DBInstances).toMatchObject([
    {
      Engine: 'postgres',
      StorageEncrypted: true,
      PubliclyAccessible: false,
      IAMDatabaseAuthenticationEnabled: true,
      MultiAZ: deployment.protect,
      DeletionProtection: deployment.protect,
    },
  ]);
  checkAddress(deployment, DBInstances?.[0]?.Endpoint?.Address);
  await checkMasterSecret(deployment, DBInstances?.[0]?.MasterUserSecret?.SecretArn);
}

async function aurora(deployment: Deployment): Promise<void> {
  const client = new RDSClient(deployment.emulator.client);
  const { DBClusters } = await client.send(
    new DescribeDBClustersCommand({ DBClusterIdentifier: deployment.name }),
  );
  expect(DBClusters).toMatchObject([
    {
      Engine: 'aurora-postgresql',
      StorageEncrypted: true,
      IAMDatabaseAuthenticationEnabled: true,
      DeletionProtection: deployment.protect,
      ServerlessV2ScalingConfiguration: { MaxCapacity: expect.any(Number) },
    },
  ]);
  const members = DBClusters?.[0]?.DBClusterMembers ?? [];
  const { DBInstances } = await client.send(new DescribeDBInstancesCommand({}));
  const instances = DBInstances?.filter(
    (one) => one.DBClusterIdentifier === DBClusters?.[0]?.DBClusterIdentifier,
  );
  expect(members).toHaveLength(instances?.length ?? 0);
  expect(instances?.length).toBeGreaterThanOrEqual(deployment.protect ? 2 : 1);
  for (const one of instances ?? []) {
    expect(one).toMatchObject({ DBInstanceClass: 'db.serverless', PubliclyAccessible: false });
  }
  checkAddress(deployment, DBClusters?.[0]?.Endpoint);
  await checkMasterSecret(deployment, DBClusters?.[0]?.MasterUserSecret?.SecretArn);
}

function checkAddress({ environment }: Deployment, host: string | undefined): void {
  const url = new URL(environment.get('DATABASE_URL') ?? '');
  expect(url).toMatchObject({ username: 'app', password: '', hostname: host });
}

/** RDS has made the master password, and the servers know of the secret alone. */
async function checkMasterSecret(
  { emulator, environment }: Deployment,
  arn: string | undefined,
): Promise<void> {
  expect([...environment.values()]).toContain(arn);
  const client = new SecretsManagerClient(emulator.client);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  expect(SecretString).toBeTruthy();
}

const isOf = ({ name }: Deployment, id: string | undefined): boolean =>
  id === name || (id?.startsWith(`${name}-`) ?? false);
