import { Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from './config';
import { Database } from './data/database';
import type { NetworkStack } from './network-stack';
import { subnetGroups } from './network/app-vpc';
import { SessionStore, sessionStorePort } from './session-store';

export interface DataStackProps extends StackProps {
  /** Fixed name of the stores. */
  readonly name: string;
  readonly config: EnvironmentConfig;
  readonly network: NetworkStack;
}

/** Everything that remembers: the database and the session store. */
export class DataStack extends Stack {
  readonly database: Database;
  readonly sessionStore: SessionStore;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { config, network } = props;
    const subnets = { subnetGroupName: subnetGroups.data };

    this.database = new Database(this, 'Database', {
      name: props.name,
      config: config.database,
      protect: config.protect,
      logRetention: config.logs.applicationDays,
      vpc: network.vpc,
      subnets,
      // Its rules are the Network stack's alone.
      securityGroup: SecurityGroup.fromSecurityGroupId(
        this,
        'DatabaseSecurityGroup',
        network.securityGroups.database.securityGroupId,
        { mutable: false },
      ),
    });

    this.sessionStore = new SessionStore(this, 'SessionStore', {
      name: props.name,
      config: config.sessionStore,
      subnets: network.vpc.selectSubnets(subnets).subnets,
      securityGroupId: network.securityGroups.sessionStore.securityGroupId,
      port: sessionStorePort,
    });
  }
}
