import {
  ArnFormat,
  CrossStackReferences,
  ReferenceStrength,
  RemovalPolicy,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import {
  CfnParameterGroup,
  CfnReplicationGroup,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../../alarm-definition';
import type { Store, StoreDefinition, StoreProps } from '../../store';
import { accessString } from './access-string';
import { groupId, isSharded } from './group-id';
import { checkRedisStore, redisEngines } from './redis-config';
import type { RedisStoreConfig } from './redis-config';
import { redisAlarms, redisWidgets } from './redis-operations';

const port = 6379;

/** Sessions and rate limits in Redis or Valkey, as `config` sets it. */
export function redisStore(config: RedisStoreConfig): StoreDefinition {
  const id = 'SessionStore';
  return {
    id,
    port: { number: port, of: 'Session store', traffic: 'Sessions over TLS' },
    check: () => checkRedisStore(config),
    create: (scope, props) => new RedisStore(scope, id, { ...props, config }),
  };
}

interface RedisStoreProps extends StoreProps {
  readonly config: RedisStoreConfig;
}

/**
 * Redis or Valkey on ElastiCache, for sessions and rate limits.
 *
 * A replication group: one primary takes every command, or one of each shard the commands of its
 * keys. All of a session is one key, so that its fields change in one atomic step either way.
 * Servers sign in by IAM: nobody has a password.
 */
class RedisStore extends Construct implements Store {
  private readonly props: RedisStoreProps;
  private readonly group: CfnReplicationGroup;

  constructor(scope: Construct, id: string, props: RedisStoreProps) {
    super(scope, id);
    this.props = props;
    const { name, config } = props;
    const { engine, version, family } = redisEngines[config.engine];

    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      cacheSubnetGroupName: name,
      description: 'Private subnets of the session store',
      subnetIds: props.vpc.selectSubnets(props.subnets).subnetIds,
    });

    // ElastiCache can't turn cluster mode on or off in what there is: the other mode is another group.
    const mode = isSharded(config) ? 'Cluster' : '';
    const parameters = new CfnParameterGroup(this, `${mode}Parameters`, {
      cacheParameterGroupFamily: family,
      description: 'Evict only what has an expiry',
      properties: {
        // Every session has an expiry; memory that runs out costs the session that was unused longest.
        'maxmemory-policy': 'volatile-lru',
        // ElastiCache's own default, here by name: without a shard the others go on.
        ...(isSharded(config)
          ? { 'cluster-enabled': 'yes', 'cluster-require-full-coverage': 'no' }
          : {}),
      },
    });

    // IAM sign-in needs a user whose id is its name, in lower case.
    const user = new CfnUser(this, 'User', {
      engine,
      userId: name,
      userName: name,
      accessString: accessString(isSharded(config)),
      authenticationMode: { Type: 'iam' },
    });

    const users = new CfnUserGroup(this, 'Users', {
      engine,
      userGroupId: name,
      userIds: [...(engine === 'redis' ? [this.defaultUser(engine).ref] : []), user.ref],
    });

    this.group = new CfnReplicationGroup(this, `${mode}Group`, {
      replicationGroupId: groupId(name, config),
      replicationGroupDescription: 'Sessions and rate limits',
      engine,
      engineVersion: version,
      cacheNodeType: config.nodeType,
      ...(isSharded(config)
        ? { numNodeGroups: config.shards, replicasPerNodeGroup: config.replicas }
        : { numCacheClusters: 1 + config.replicas }),
      automaticFailoverEnabled: config.failover,
      multiAzEnabled: config.failover,
      port,
      cacheSubnetGroupName: subnets.ref,
      cacheParameterGroupName: parameters.ref,
      securityGroupIds: props.securityGroups.map(({ securityGroupId }) => securityGroupId),
      transitEncryptionEnabled: true,
      atRestEncryptionEnabled: true,
      userGroupIds: [users.ref],
      autoMinorVersionUpgrade: true,
      preferredMaintenanceWindow: 'sun:07:00-sun:08:00',
      snapshotRetentionLimit: config.snapshotDays,
      snapshotWindow: '05:00-06:00',
    });
    // Another number of shards moves keys between nodes; without this CloudFormation makes a new,
    // empty group.
    if (isSharded(config)) this.group.cfnOptions.updatePolicy = { useOnlineResharding: true };
    // Whoever removes the store after all finds what was in it in a last snapshot.
    this.group.applyRemovalPolicy(props.protect ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY);
    // Servers only read the endpoint into their environment: with a weak reference another session
    // store can be chosen, and this one removed, in one deployment.
    CrossStackReferences.of(this.group).produce(ReferenceStrength.WEAK);

    Validations.of(this.group).acknowledge(
      {
        id: 'AwsSolutions-AEC5',
        reason: 'Only the servers reach the port at all; another number would hide nothing.',
      },
      {
        id: 'AwsSolutions-AEC6',
        reason: 'Users sign in by RBAC and IAM, which excludes the AUTH token that this looks for.',
      },
    );
    if (!config.failover) {
      Validations.of(this.group).acknowledge({
        id: 'AwsSolutions-AEC4',
        reason: 'This environment is set to run without failover, for its price.',
      });
    }
  }

  get environment(): Record<string, string> {
    const { name, config } = this.props;
    const host = isSharded(config)
      ? this.group.attrConfigurationEndPointAddress
      : this.group.attrPrimaryEndPointAddress;
    return {
      REDIS_URL: `rediss://${name}@${host}:${port}`,
      ...(isSharded(config) ? { REDIS_CLUSTER: 'on' } : {}),
      REDIS_AUTH: 'iam',
      REDIS_IAM_CACHE: groupId(name, config),
    };
  }

  grantUse(grantee: IGrantable): void {
    // Both names are fixed, so that the policy does not depend on the stack that holds them.
    const { name, config } = this.props;
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string): string =>
      stack.formatArn({
        service: 'elasticache',
        resource,
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['elasticache:Connect'],
        resources: [arn('replicationgroup', groupId(name, config)), arn('user', name)],
      }),
    );
  }

  alarms(): AlarmDefinition[] {
    return redisAlarms(this.props.name, this.props.config);
  }

  widgets(): IWidget[] {
    return redisWidgets(this.props.name, this.props.config);
  }

  /** A user group of engine redis must hold a user named default: here one that can do nothing. */
  private defaultUser(engine: string): CfnUser {
    return new CfnUser(this, 'DefaultUser', {
      engine,
      userId: `${this.props.name}-off`,
      userName: 'default',
      accessString: 'off ~* -@all',
      authenticationMode: { Type: 'no-password-required' },
    });
  }
}
