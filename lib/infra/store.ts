import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type {
  IInterfaceVpcEndpointService,
  ISecurityGroup,
  IVpc,
  SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AlarmDefinition } from './alarm-definition';
import type { EnvironmentConfig } from './config';

/** Something that remembers, standing in the Data stack. */
export interface Store {
  /** Environment variables by which servers find it: no secret, as who may describe instances reads them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lets `grantee`, the role of the servers, do what servers do with it, and nothing more. */
  grantUse(grantee: IGrantable): void;
  /** Lets `grantee`, the role of the machines, prepare it for the release before their server starts. */
  grantPreparation?(grantee: IGrantable): void;
  /** Makes figures of what `log`, that of the servers, alone knows of it: for its alarms. */
  watch?(log: ILogGroup): void;
  alarms(): AlarmDefinition[];
  /** Its row on the dashboard. */
  widgets(): IWidget[];
}

/**
 * A store as the configuration of one environment asks for it. The Data stack makes it and opens its
 * port to servers, the Web stack tells servers of it.
 */
export interface StoreDefinition {
  /** Of the construct and of the security group, for ever: under another id stands another, empty store. */
  readonly id: string;
  /** The TCP port that servers reach it on; none where they reach it through an API of AWS. */
  readonly port?: StorePort;
  /** The APIs of AWS that servers call because of it, by the id of the endpoint they need without a NAT. */
  readonly apis?: Readonly<Record<string, IInterfaceVpcEndpointService>>;
  /** What can't work in this environment, each problem starting with the name of the setting. */
  check(config: EnvironmentConfig): string[];
  create(scope: Construct, props: StoreProps): Store;
}

export interface StorePort {
  readonly number: number;
  /** What answers there, in words: the description of the security group. */
  readonly of: string;
  /** What goes through it, in words: the description of the rules. */
  readonly traffic: string;
}

/** What every store stands in. */
export interface StoreProps {
  /** Fixed name, and start of further names: lower case, at most 36 characters. */
  readonly name: string;
  /** Refuse deletion, and keep what was in a store that is removed after all. */
  readonly protect: boolean;
  /** How long to keep its logs. */
  readonly logRetention: RetentionDays;
  readonly vpc: IVpc;
  /** At least two zones' subnets, with no route beyond the VPC. */
  readonly subnets: SubnetSelection;
  /** Its own, which lets servers in by its port: none where it has no port. */
  readonly securityGroups: readonly ISecurityGroup[];
}
