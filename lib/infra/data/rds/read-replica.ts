import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { InstanceType, ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DatabaseInstanceReadReplica, StorageType } from 'aws-cdk-lib/aws-rds';
import type { IDatabaseInstance, IParameterGroup, ISubnetGroup } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { postgres } from '../postgres';

export interface ReadReplicaProps {
  readonly source: IDatabaseInstance;
  /** Fixed name. */
  readonly name: string;
  readonly instanceType: InstanceType;
  readonly maxStorageGiB: number;
  /** Of the source: a replica must allow as many connections. */
  readonly parameterGroup: IParameterGroup;
  readonly vpc: IVpc;
  readonly subnetGroup: ISubnetGroup;
  readonly securityGroups: ISecurityGroup[];
  readonly logRetention: RetentionDays;
}

/** The fixed names of the replicas of a database. */
export function replicaNames(database: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${database}-replica-${index + 1}`);
}

/** A copy of the database that only reads. It holds nothing that the database doesn't, so nothing protects it. */
export function readReplica(
  scope: Construct,
  id: string,
  props: ReadReplicaProps,
): DatabaseInstanceReadReplica {
  // Under the name that RDS writes to, or RDS makes one that is kept for ever.
  const log = new LogGroup(scope, `${id}Log`, {
    logGroupName: `/aws/rds/instance/${props.name}/postgresql`,
    retention: props.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const replica = new DatabaseInstanceReadReplica(scope, id, {
    sourceDatabaseInstance: props.source,
    instanceIdentifier: props.name,
    instanceType: props.instanceType,
    iamAuthentication: true,
    port: postgres.port.number,
    vpc: props.vpc,
    subnetGroup: props.subnetGroup,
    securityGroups: props.securityGroups,
    publiclyAccessible: false,
    storageType: StorageType.GP3,
    // Of a limit the source tells it nothing.
    maxAllocatedStorage: props.maxStorageGiB,
    preferredMaintenanceWindow: 'sun:09:00-sun:10:00',
    copyTagsToSnapshot: true,
    deletionProtection: false,
    removalPolicy: RemovalPolicy.DESTROY,
    autoMinorVersionUpgrade: true,
    parameterGroup: props.parameterGroup,
    cloudwatchLogsExports: ['postgresql'],
    enablePerformanceInsights: true,
  });
  replica.node.addDependency(log);
  Validations.of(replica).acknowledge(
    {
      id: 'AwsSolutions-RDS2',
      reason: 'It is encrypted as its source is: RDS takes no other word for it here.',
    },
    {
      id: 'AwsSolutions-RDS3',
      reason: 'Where it is away the other replicas answer, or the database itself.',
    },
    {
      id: 'AwsSolutions-RDS10',
      reason: 'It holds nothing that its source does not, and may go when fewer are asked for.',
    },
    {
      id: 'AwsSolutions-RDS11',
      reason: 'Only the servers reach the port at all; another number would hide nothing.',
    },
  );
  return replica;
}
