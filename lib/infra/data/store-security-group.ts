import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { StorePort } from '../store';

export interface StoreSecurityGroupProps {
  readonly vpc: IVpc;
  readonly port: StorePort;
  /** The group of those who use the store, in the Network stack. */
  readonly servers: ISecurityGroup;
}

/**
 * The security group of one store, which lets in the servers alone and nothing out, and the rule
 * that lets servers out to it. It stands beside the store and not in the Network stack: a group
 * can't go before what is in it, so that with a store which is taken away that stack would wait for
 * the Data stack, which waits for that stack.
 */
export class StoreSecurityGroup extends Construct {
  readonly group: ISecurityGroup;

  constructor(scope: Construct, id: string, props: StoreSecurityGroupProps) {
    super(scope, id);
    const { number, of, traffic } = props.port;
    this.group = new SecurityGroup(this, 'Group', {
      vpc: props.vpc,
      description: of,
      allowAllOutbound: false,
    });
    // Both rules are of this stack: the one of the servers' group only names that.
    const servers = SecurityGroup.fromSecurityGroupId(
      this,
      'Servers',
      props.servers.securityGroupId,
      { allowAllOutbound: false },
    );
    servers.addEgressRule(this.group, Port.tcp(number), traffic);
    this.group.addIngressRule(servers, Port.tcp(number), traffic);
  }
}
