import {
  CrossStackReferences,
  Duration,
  ReferenceStrength,
  RemovalPolicy,
  Validations,
} from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
  SubnetGroup,
} from 'aws-cdk-lib/aws-rds';
import type { DatabaseInstanceProps, DatabaseInstanceReadReplica } from 'aws-cdk-lib/aws-rds';
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
import { maxConnections } from './rds-classes';
import { readReplica, replicaNames } from './read-replica';
import { checkRdsDatabase } from './rds-config';
import type { RdsDatabaseConfig } from './rds-config';
import { rdsAlarms, rdsWidgets } from './rds-operations';

/** PostgreSQL on one RDS instance, as `config` sets it. */
export function rdsDatabase(config: RdsDatabaseConfig): StoreDefinition {
  return {
    ...postgres,
    check: (environment) => checkRdsDatabase(config, environment),
    create: (scope, props) => new RdsDatabase(scope, postgres.id, { ...props, config }),
  };
}

interface RdsDatabaseProps extends StoreProps {
  readonly config: RdsDatabaseConfig;
}

/**
 * PostgreSQL on RDS. Servers sign in as the role `app` with an IAM token that lives 15 minutes; the
 * master password is in Secrets Manager, and read by the migration step alone.
 */
class RdsDatabase extends Construct implements Store {
  private readonly props: RdsDatabaseProps;
  private readonly instance: DatabaseInstance;
  private readonly replicas: readonly DatabaseInstanceReadReplica[];

  constructor(scope: Construct, id: string, props: RdsDatabaseProps) {
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
        ...tlsParameters,
        ...parameters,
        max_connections: String(maxConnections(config.class)),
      },
    });

    const instanceType = new InstanceType(config.class.replace(/^db\./, ''));
    const subnetGroup = new SubnetGroup(this, 'Subnets', {
      description: 'Private subnets of the database',
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const securityGroups = [...props.securityGroups];

    this.instance = new DatabaseInstance(this, 'Instance', {
      engine,
      instanceIdentifier: name,
      instanceType,
      databaseName,
      ...masterPassword(config),
      iamAuthentication: true,
      port: postgres.port.number,
      vpc: props.vpc,
      subnetGroup,
      securityGroups,
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

    this.replicas = replicaNames(name, config.readReplicas).map((replicaName, index) => {
      const replica = readReplica(this, `Replica${index + 1}`, {
        source: this.instance,
        name: replicaName,
        instanceType,
        maxStorageGiB: config.maxStorageGiB,
        parameterGroup,
        vpc: props.vpc,
        subnetGroup,
        securityGroups,
        logRetention: props.logRetention,
      });
      CrossStackReferences.of(replica).produce(ReferenceStrength.WEAK);
      return replica;
    });

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
    if (config.readReplicas > 0 && this.instance.secret !== undefined) {
      CrossStackReferences.of(this.instance.secret).produce(ReferenceStrength.WEAK);
      Validations.of(this.instance).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason:
          'A rotation would need a Lambda function. Servers sign in without it, and only the machines of servers can read it.',
      });
    }
    if (!protect) {
      Validations.of(this.instance).acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'This environment is set to be removable in one step.',
      });
    }
  }

  get environment(): Record<string, string> {
    return serverEnvironment({
      host: this.instance.dbInstanceEndpointAddress,
      poolSize: this.props.config.poolSize,
      replicas: this.replicas.map((replica) => replica.dbInstanceEndpointAddress),
      masterSecretArn: this.masterSecretArn,
    });
  }

  grantUse(grantee: IGrantable): void {
    this.instance.grantConnect(grantee, serverRole);
    for (const replica of this.replicas) replica.grantConnect(grantee, serverRole);
  }

  grantPreparation(grantee: IGrantable): void {
    grantMigrate(grantee, this.masterSecretArn);
  }

  alarms(): AlarmDefinition[] {
    return rdsAlarms(this.props.name, this.props.config);
  }

  widgets(): IWidget[] {
    return rdsWidgets(this.props.name, this.props.config);
  }

  private get masterSecretArn(): string {
    const { secret } = this.instance;
    if (secret === undefined) throw new Error('RDS keeps no secret for this instance.');
    return secret.secretArn;
  }
}

/**
 * Made, kept and rotated by RDS, which can't do that for a database that has read replicas: there
 * Secrets Manager makes it once, and it stays until somebody changes it in both places.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html#rds-secrets-manager-limitations
 */
function masterPassword({
  readReplicas,
}: RdsDatabaseConfig): Pick<DatabaseInstanceProps, 'credentials' | 'manageMasterUserPassword'> {
  return readReplicas === 0
    ? { credentials: Credentials.fromUsername('postgres'), manageMasterUserPassword: true }
    : { credentials: Credentials.fromGeneratedSecret('postgres') };
}
