import { Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from './config';
import { StoreSecurityGroup } from './data/store-security-group';
import type { NetworkStack } from './network-stack';
import { subnetGroups } from './network/app-vpc';
import type { Store, StoreDefinition } from './store';

export interface DataStackProps extends StackProps {
  /** Fixed name of the stores. */
  readonly name: string;
  readonly config: EnvironmentConfig;
  readonly network: NetworkStack;
}

/** Everything that remembers. */
export class DataStack extends Stack {
  readonly stores: readonly Store[];

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { name, config, network } = props;
    this.stores = config.stores.map((store) =>
      store.create(this, {
        name,
        protect: config.protect,
        logRetention: config.logs.applicationDays,
        vpc: network.vpc,
        subnets: { subnetGroupName: subnetGroups.data },
        securityGroups: this.securityGroups(store, network),
      }),
    );
  }

  private securityGroups({ id, port }: StoreDefinition, network: NetworkStack): ISecurityGroup[] {
    if (port === undefined) return [];
    const { vpc, securityGroups } = network;
    const { servers } = securityGroups;
    return [new StoreSecurityGroup(this, `${id}SecurityGroup`, { vpc, port, servers }).group];
  }
}
