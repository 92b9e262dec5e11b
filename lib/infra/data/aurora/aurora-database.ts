import {
  CrossStackReferences,
  Duration,
  ReferenceStrength,
  RemovalPolicy,
  Validations,
} from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  ParameterGroup,
} from 'aws-cdk-lib/aws-rds';
import type { IClusterInstance } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../../alarm-definition';
import type { Store, StoreDefinition, StoreProps } from '../../store';
import {
  databaseName,
  grantMigrate,
  parameters,
  postgres,
  serverEnvironment,
  serverRole,
  tlsParameters,
} from '../postgres';
import { checkAuroraDatabase, maxConnections } from './aurora-config';
import type { AuroraDatabaseConfig } from './aurora-config';
import { auroraAlarms, auroraWidgets } from './aurora-operations';

/** Aurora PostgreSQL, as `config` sets it. */
export function auroraDatabase(config: AuroraDatabaseConfig): StoreDefinition {
  return {
    ...postgres,
    check: (environment) => checkAuroraDatabase(config, environment),
    create: (scope, props) => new AuroraDatabase(scope, postgres.id, { ...props, config }),
  };
}

interface AuroraDatabaseProps extends StoreProps {
  readonly config: AuroraDatabaseConfig;
}

/**
 * Aurora PostgreSQL Serverless v2: its capacity follows the load, its storage grows by itself and
 * lies in three zones whatever the number of instances. Servers call the writer, by a name that
 * moves with it, as the role `app` with an IAM token that lives 15 minutes; the master password is
 * made, kept and rotated by RDS, and read by the migration step alone.
 */
class AuroraDatabase extends Construct implements Store {
  private readonly props: AuroraDatabaseProps;
  private readonly cluster: DatabaseCluster;

  constructor(scope: Construct, id: string, props: AuroraDatabaseProps) {
    super(scope, id);
    this.props = props;
    const { name, config, protect } = props;
    const engine = DatabaseClusterEngine.auroraPostgres({
      version: AuroraPostgresEngineVersion.VER_17_9,
    });

    // Under the name that RDS writes to, or RDS makes one that is kept for ever.
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/rds/cluster/${name}/postgresql`,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const clusterParameters = new ParameterGroup(this, 'ClusterParameters', {
      engine,
      description: 'TLS only',
      parameters: tlsParameters,
    });
    const instanceParameters = new ParameterGroup(this, 'Parameters', {
      engine,
      description: 'No connection outlives its server for long',
      parameters: { ...parameters, max_connections: String(maxConnections(config)) },
    });
    const instance = (number: number): IClusterInstance =>
      ClusterInstance.serverlessV2(`Instance${number}`, {
        publiclyAccessible: false,
        autoMinorVersionUpgrade: true,
        parameterGroup: instanceParameters,
        // It needs the memory of 2 ACUs by itself.
        enablePerformanceInsights: config.minCapacity >= 2,
        // As large as the writer when it takes over, and the first to do so.
        ...(number > 1 ? { scaleWithWriter: true } : {}),
      });

    this.cluster = new DatabaseCluster(this, 'Cluster', {
      engine,
      clusterIdentifier: name,
      serverlessV2MinCapacity: config.minCapacity,
      serverlessV2MaxCapacity: config.maxCapacity,
      writer: instance(1),
      readers: Array.from({ length: config.readers }, (_, index) => instance(index + 2)),
      defaultDatabaseName: databaseName,
      credentials: Credentials.fromUsername('postgres'),
      manageMasterUserPassword: true,
      iamAuthentication: true,
      port: postgres.port.number,
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroups: [...props.securityGroups],
      storageEncrypted: true,
      backup: { retention: Duration.days(config.backupDays), preferredWindow: '06:00-06:30' },
      preferredMaintenanceWindow: 'sun:08:00-sun:09:00',
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !protect,
      deletionProtection: protect,
      removalPolicy: protect ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
      parameterGroup: clusterParameters,
      cloudwatchLogsExports: ['postgresql'],
    });
    this.cluster.node.addDependency(log);
    // Servers only read endpoint and ids into their environment and policy, which nothing is
    // replaced for: a strong reference would forbid to replace the database.
    CrossStackReferences.of(this.cluster).produce(ReferenceStrength.WEAK);

    Validations.of(this.cluster).acknowledge({
      id: 'AwsSolutions-RDS11',
      reason: 'Only the servers reach the port at all; another number would hide nothing.',
    });
    if (!protect) {
      Validations.of(this.cluster).acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'This environment is set to be removable in one step.',
      });
    }
  }

  get environment(): Record<string, string> {
    return serverEnvironment({
      host: this.cluster.clusterEndpoint.hostname,
      poolSize: this.props.config.poolSize,
      replicas: this.props.config.readers > 0 ? [this.cluster.clusterReadEndpoint.hostname] : [],
      masterSecretArn: this.masterSecretArn,
    });
  }

  grantUse(grantee: IGrantable): void {
    this.cluster.grantConnect(grantee, serverRole);
  }

  grantPreparation(grantee: IGrantable): void {
    grantMigrate(grantee, this.masterSecretArn);
  }

  alarms(): AlarmDefinition[] {
    return auroraAlarms(this.props.name, this.props.config);
  }

  widgets(): IWidget[] {
    return auroraWidgets(this.props.name, this.props.config);
  }

  private get masterSecretArn(): string {
    const { secret } = this.cluster;
    if (secret === undefined) throw new Error('RDS keeps no secret for this cluster.');
    return secret.secretArn;
  }
}
