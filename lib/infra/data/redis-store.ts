import {
  ArnFormat,
  CrossStackReferences,
  Duration,
  ReferenceStrength,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { GraphWidget, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
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
import type { AlarmDefinition } from '../alarm-definition';

/** ElastiCache nodes that sessions may live on. */
const redisNodeTypes = [
  'cache.t4g.micro',
  'cache.t4g.small',
  'cache.t4g.medium',
  'cache.m7g.large',
  'cache.m7g.xlarge',
  'cache.r7g.large',
  'cache.r7g.xlarge',
] as const;

export interface RedisStoreConfig {
  /** Billed per hour and node. A session takes about 1 KB. */
  readonly nodeType: (typeof redisNodeTypes)[number];
  /**
   * Copies beside the primary, each at the price of a node. With none, a lost node signs everybody
   * out, and each maintenance is an outage of some minutes.
   */
  readonly replicas: number;
  /** A replica in another zone takes over within about half a minute. Needs a replica. Free. */
  readonly failover: boolean;
  /** Daily snapshots to keep; 0 takes none. The first is free. */
  readonly snapshotDays: number;
}

/** What can't work in `config`, each with the field's name after `path`. */
export function checkRedisStore(config: RedisStoreConfig, path: string): string[] {
  const problems: string[] = [];
  if (!redisNodeTypes.includes(config.nodeType)) {
    problems.push(
      `${path}.nodeType: ${config.nodeType} is not one of ${redisNodeTypes.join(', ')}.`,
    );
  }
  if (!Number.isInteger(config.replicas) || config.replicas < 0 || config.replicas > 5) {
    problems.push(`${path}.replicas: ${config.replicas} is not a whole number from 0 to 5.`);
  }
  if (config.failover && config.replicas === 0) {
    problems.push(
      `${path}.failover: true, but there is no replica to fail over to. Set ${path}.replicas to at least 1, or failover to false.`,
    );
  }
  if (
    !Number.isInteger(config.snapshotDays) ||
    config.snapshotDays < 0 ||
    config.snapshotDays > 35
  ) {
    problems.push(
      `${path}.snapshotDays: ${config.snapshotDays} is not a whole number from 0 to 35.`,
    );
  }
  return problems;
}

export interface RedisStoreProps {
  /** Fixed name of the replication group and start of its users' names: lower case, at most 36 characters. */
  readonly name: string;
  readonly config: RedisStoreConfig;
  /** At least two zones' subnets, with no way to the internet. */
  readonly subnets: readonly ISubnet[];
  readonly securityGroupId: string;
  readonly port: number;
}

/**
 * Redis on ElastiCache, for sessions and rate limits.
 *
 * A replication group rather than a cluster of shards: one primary takes every command, so that a
 * session's fields change in one atomic step. Servers sign in by IAM: nobody has a password.
 */
export class RedisStore extends Construct {
  private readonly props: RedisStoreProps;
  private readonly group: CfnReplicationGroup;
  private readonly user: CfnUser;

  constructor(scope: Construct, id: string, props: RedisStoreProps) {
    super(scope, id);
    this.props = props;
    const { name, config } = props;

    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      cacheSubnetGroupName: name,
      description: 'Private subnets of the session store',
      subnetIds: props.subnets.map((subnet) => subnet.subnetId),
    });

    const parameters = new CfnParameterGroup(this, 'Parameters', {
      cacheParameterGroupFamily: 'redis7',
      description: 'Evict only what has an expiry',
      // Every session has an expiry; memory that runs out costs the session that was unused longest.
      properties: { 'maxmemory-policy': 'volatile-lru' },
    });

    // A user group of engine redis must hold a user named default: here one that can do nothing.
    const nobody = new CfnUser(this, 'DefaultUser', {
      engine: 'redis',
      userId: `${name}-off`,
      userName: 'default',
      accessString: 'off ~* -@all',
      authenticationMode: { Type: 'no-password-required' },
    });

    // IAM sign-in needs a user whose id is its name, in lower case.
    this.user = new CfnUser(this, 'User', {
      engine: 'redis',
      userId: name,
      userName: name,
      accessString: 'on ~sess:* ~rl:* +@all -@admin -@dangerous +info',
      authenticationMode: { Type: 'iam' },
    });

    const users = new CfnUserGroup(this, 'Users', {
      engine: 'redis',
      userGroupId: name,
      userIds: [nobody.ref, this.user.ref],
    });

    this.group = new CfnReplicationGroup(this, 'Group', {
      replicationGroupId: name,
      replicationGroupDescription: 'Sessions and rate limits',
      engine: 'redis',
      engineVersion: '7.1',
      cacheNodeType: config.nodeType,
      numCacheClusters: 1 + config.replicas,
      automaticFailoverEnabled: config.failover,
      multiAzEnabled: config.failover,
      port: props.port,
      cacheSubnetGroupName: subnets.ref,
      cacheParameterGroupName: parameters.ref,
      securityGroupIds: [props.securityGroupId],
      transitEncryptionEnabled: true,
      atRestEncryptionEnabled: true,
      userGroupIds: [users.ref],
      autoMinorVersionUpgrade: true,
      preferredMaintenanceWindow: 'sun:07:00-sun:08:00',
      snapshotRetentionLimit: config.snapshotDays,
      snapshotWindow: '05:00-06:00',
    });
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

  /** What the server needs to know to reach the store. */
  get environment(): Record<string, string> {
    const { name, port } = this.props;
    return {
      REDIS_URL: `rediss://${name}@${this.group.attrPrimaryEndPointAddress}:${port}`,
      REDIS_AUTH: 'iam',
      REDIS_IAM_CACHE: name,
    };
  }

  /** Lets `grantee` sign in to the store as the server's user. */
  grantConnect(grantee: IGrantable): void {
    // Both names are fixed, so that the policy does not depend on the stack that holds them.
    const stack = Stack.of(this);
    const arn = (resource: string): string =>
      stack.formatArn({
        service: 'elasticache',
        resource,
        resourceName: this.props.name,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['elasticache:Connect'],
        resources: [arn('replicationgroup'), arn('user')],
      }),
    );
  }

  alarms(): AlarmDefinition[] {
    const definitions: AlarmDefinition[] = [
      {
        id: 'session-store-cpu',
        metric: this.busiestNode('EngineCPUUtilization'),
        threshold: 80,
        periods: 5,
        whatToDo:
          'The session store runs its commands on one core, and that core is nearly full. Take a larger sessionStore.nodeType; look at the slow commands first if the traffic has not grown.',
      },
      {
        id: 'session-store-memory',
        metric: this.busiestNode('DatabaseMemoryUsagePercentage'),
        threshold: 80,
        periods: 5,
        whatToDo:
          'The session store is nearly full and will soon end the sessions that were unused longest. Take a larger sessionStore.nodeType, or shorten sessions.idleSeconds.',
      },
      {
        id: 'session-store-evictions',
        metric: this.busiestNode('Evictions', Stats.SUM),
        threshold: 0,
        periods: 1,
        whatToDo:
          'The session store is full and has signed users out to make room. Take a larger sessionStore.nodeType now.',
      },
      {
        id: 'session-store-sign-in',
        metric: this.busiestNode('AuthenticationFailures', Stats.SUM),
        threshold: 0,
        periods: 1,
        whatToDo:
          "Somebody was refused by the session store. If it is the servers, their role or the store's user has changed; if not, something in the VPC is trying its luck.",
      },
    ];
    if (this.props.config.replicas > 0) {
      definitions.push({
        id: 'session-store-replication-lag',
        metric: this.busiestNode('ReplicationLag'),
        threshold: 5,
        periods: 3,
        whatToDo:
          'A replica of the session store is seconds behind: a failover now would lose as many seconds of changes. Look at the network and CPU of the primary.',
      });
    }
    return definitions;
  }

  /** The store's row on the dashboard. */
  widgets(): IWidget[] {
    const graph = (title: string, left: IMetric[]): GraphWidget =>
      new GraphWidget({ title, left, width: 6, height: 6 });
    const eachNode = (metricName: string, statistic = Stats.MAXIMUM): IMetric[] =>
      this.nodes.map((node) => this.nodeMetric(node, metricName, statistic).with({ label: node }));
    return [
      graph('Session store: engine CPU %', eachNode('EngineCPUUtilization')),
      graph('Session store: memory % and evictions', [
        ...eachNode('DatabaseMemoryUsagePercentage'),
        this.busiestNode('Evictions', Stats.SUM).with({ label: 'evictions' }),
      ]),
      graph('Session store: hit rate %', eachNode('CacheHitRate', Stats.AVERAGE)),
      graph('Session store: connections and replication lag', [
        ...eachNode('CurrConnections'),
        ...(this.props.config.replicas > 0
          ? [this.busiestNode('ReplicationLag').with({ label: 'lag (s)' })]
          : []),
      ]),
    ];
  }

  /** ElastiCache numbers the nodes, and keeps the numbers when a replica takes over. */
  private get nodes(): string[] {
    const count = 1 + this.props.config.replicas;
    return Array.from({ length: count }, (_, index) => `${this.props.name}-00${index + 1}`);
  }

  private nodeMetric(node: string, metricName: string, statistic: string): Metric {
    return new Metric({
      namespace: 'AWS/ElastiCache',
      metricName,
      dimensionsMap: { CacheClusterId: node },
      statistic,
      period: Duration.minutes(1),
    });
  }

  /** The highest value of any node. */
  private busiestNode(metricName: string, statistic = Stats.MAXIMUM): MathExpression {
    const nodes = this.nodes;
    return new MathExpression({
      expression: `MAX([${nodes.map((_, index) => `n${index + 1}`).join(', ')}])`,
      usingMetrics: Object.fromEntries(
        nodes.map((node, index) => [`n${index + 1}`, this.nodeMetric(node, metricName, statistic)]),
      ),
      label: metricName,
      period: Duration.minutes(1),
    });
  }
}
