import {
  CrossStackReferences,
  Duration,
  ReferenceStrength,
  RemovalPolicy,
  Validations,
} from 'aws-cdk-lib';
import { ComparisonOperator, GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../alarm-definition';
import type { DatabaseConfig } from '../config';
import { maxConnections } from '../instance-types';

export const databasePort = 5432;

/** The role that servers sign in as; the migration step makes it. */
const serverRole = 'app';
const databaseName = 'app';

export interface DatabaseProps {
  /** Fixed name of the instance: lower case, at most 63 characters. */
  readonly name: string;
  readonly config: DatabaseConfig;
  /** Refuse deletion, and take a last snapshot where it is removed after all. */
  readonly protect: boolean;
  /** How long to keep the database's log. */
  readonly logRetention: RetentionDays;
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
}

/**
 * PostgreSQL on RDS. Servers sign in as the role `app` with an IAM token that lives 15 minutes;
 * the master password is made, kept and rotated by RDS, and read by the migration step alone.
 */
export class Database extends Construct {
  private readonly props: DatabaseProps;
  private readonly instance: DatabaseInstance;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    this.props = props;
    const { name, config, protect } = props;
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_18 });

    // Under the name that RDS writes to, or RDS makes one that is kept for ever.
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/rds/instance/${name}/postgresql`,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const parameterGroup = new ParameterGroup(this, 'Parameters', {
      engine,
      description: 'TLS only, and no connection outlives its server for long',
      parameters: {
        'rds.force_ssl': '1',
        max_connections: String(maxConnections(config.class)),
        // Servers vanish without closing their sockets.
        tcp_keepalives_idle: '30',
        tcp_keepalives_interval: '10',
        tcp_keepalives_count: '3',
        idle_in_transaction_session_timeout: '60000',
        log_lock_waits: '1',
        log_min_duration_statement: '1000',
      },
    });

    this.instance = new DatabaseInstance(this, 'Instance', {
      engine,
      instanceIdentifier: name,
      instanceType: new InstanceType(config.class.replace(/^db\./, '')),
      databaseName,
      credentials: Credentials.fromUsername('postgres'),
      manageMasterUserPassword: true,
      iamAuthentication: true,
      port: databasePort,
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroups: [props.securityGroup],
      publiclyAccessible: false,
      multiAz: config.multiAz,
      storageType: StorageType.GP3,
      storageEncrypted: true,
      allocatedStorage: config.storageGiB,
      maxAllocatedStorage: config.maxStorageGiB,
      backupRetention: Duration.days(config.backupDays),
      preferredBackupWindow: '06:00-06:30',
      preferredMaintenanceWindow: 'sun:08:00-sun:09:00',
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !protect,
      deletionProtection: protect,
      removalPolicy: protect ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
      autoMinorVersionUpgrade: true,
      parameterGroup,
      cloudwatchLogsExports: ['postgresql'],
      enablePerformanceInsights: true,
    });
    this.instance.node.addDependency(log);
    // Servers only read endpoint and ids into their environment and policy, which nothing is
    // replaced for: a strong reference would forbid to replace the database.
    CrossStackReferences.of(this.instance).produce(ReferenceStrength.WEAK);

    Validations.of(this.instance).acknowledge({
      id: 'AwsSolutions-RDS11',
      reason: 'Only the servers reach the port at all; another number would hide nothing.',
    });
    if (!config.multiAz) {
      Validations.of(this.instance).acknowledge({
        id: 'AwsSolutions-RDS3',
        reason: 'This environment is set to run without a standby, for its price.',
      });
    }
    if (!protect) {
      Validations.of(this.instance).acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'This environment is set to be removable in one step.',
      });
    }
  }

  /** What the server needs to know to reach the database. */
  get environment(): Record<string, string> {
    const host = this.instance.dbInstanceEndpointAddress;
    return {
      DATABASE_URL: `postgres://${serverRole}@${host}:${databasePort}/${databaseName}?sslmode=verify-full`,
      DATABASE_AUTH: 'iam',
      DATABASE_POOL_SIZE: String(this.props.config.poolSize),
      DATABASE_ADMIN_SECRET_ARN: this.masterSecretArn,
    };
  }

  /** Lets `grantee` sign in as the role `app`. */
  grantConnect(grantee: IGrantable): void {
    this.instance.grantConnect(grantee, serverRole);
  }

  /** Lets `grantee` read the master's password, which the migration step needs. */
  grantMigrate(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.masterSecretArn],
      }),
    );
  }

  alarms(): AlarmDefinition[] {
    return [
      {
        id: 'database-cpu',
        metric: this.metric('CPUUtilization'),
        threshold: 80,
        periods: 10,
        whatToDo:
          "The database's CPU is nearly full. Find the statement that costs most in CloudWatch Database Insights; a larger database.class helps for longer traffic.",
      },
      {
        id: 'database-connections',
        metric: this.metric('DatabaseConnections', Stats.MAXIMUM),
        threshold: Math.floor(maxConnections(this.props.config.class) * 0.8),
        periods: 3,
        whatToDo:
          'Four fifths of the connections that the database allows are open; soon new servers cannot start. Look for sessions idle in transaction (pg_stat_activity), then lower database.poolSize or servers.max, or take a larger database.class.',
      },
      {
        id: 'database-storage',
        metric: this.metric('FreeStorageSpace', Stats.MINIMUM),
        // RDS lets the disk grow once less than a tenth has been free for five minutes.
        threshold: this.props.config.storageGiB * 0.05 * 1024 ** 3,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        periods: 3,
        whatToDo:
          'The disk is nearly full although it grows by itself: it has reached database.maxStorageGiB, or grew within the last six hours. Raise that limit, or find what fills it.',
      },
      {
        id: 'database-memory',
        metric: this.metric('FreeableMemory', Stats.MINIMUM),
        threshold: 64 * 1024 ** 2,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        periods: 10,
        whatToDo:
          'The database has nearly no memory left and will swap. Take a larger database.class, or fewer connections.',
      },
    ];
  }

  /** The database's row on the dashboard. */
  widgets(): IWidget[] {
    const size = { width: 6, height: 6 };
    return [
      new GraphWidget({ title: 'Database: CPU %', left: [this.metric('CPUUtilization')], ...size }),
      new GraphWidget({
        title: 'Database: connections',
        left: [this.metric('DatabaseConnections', Stats.MAXIMUM)],
        leftAnnotations: [{ value: maxConnections(this.props.config.class), label: 'allowed' }],
        ...size,
      }),
      new GraphWidget({
        title: 'Database: latency (s)',
        left: [this.metric('ReadLatency'), this.metric('WriteLatency')],
        ...size,
      }),
      new GraphWidget({
        title: 'Database: free storage and memory (bytes)',
        left: [this.metric('FreeStorageSpace', Stats.MINIMUM)],
        right: [this.metric('FreeableMemory', Stats.MINIMUM)],
        ...size,
      }),
    ];
  }

  private get masterSecretArn(): string {
    const { secret } = this.instance;
    if (secret === undefined) throw new Error('RDS keeps no secret for this instance.');
    return secret.secretArn;
  }

  /** By the fixed name: alarms then do not tie the Web stack to this one. */
  private metric(metricName: string, statistic = Stats.AVERAGE): Metric {
    return new Metric({
      namespace: 'AWS/RDS',
      metricName,
      dimensionsMap: { DBInstanceIdentifier: this.props.name },
      statistic,
      period: Duration.minutes(1),
    });
  }
}
