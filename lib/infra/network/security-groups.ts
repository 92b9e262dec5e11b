import { Validations } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, NatInstanceProviderV2 } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { EntranceKind } from '../entrance';

export interface SecurityGroupsProps {
  readonly vpc: IVpc;
  readonly entrance: EntranceKind;
  /** CloudFront's addresses towards origins; only used where CloudFront is the entrance. */
  readonly cloudFrontPrefixListId: string;
  /** The port that servers listen on. */
  readonly serverPort: number;
  readonly natInstance: NatInstanceProviderV2 | undefined;
}

/**
 * The security groups and rules of what every environment has, in one stack: rules that name two
 * groups of different stacks would make these depend on each other in a circle. A store brings its
 * own (`data/store-security-group.ts`), and rules that name a group here.
 */
export class SecurityGroups extends Construct {
  readonly balancer: SecurityGroup;
  readonly servers: SecurityGroup;

  constructor(scope: Construct, id: string, props: SecurityGroupsProps) {
    super(scope, id);
    const group = (name: string, description: string): SecurityGroup =>
      new SecurityGroup(this, name, { vpc: props.vpc, description, allowAllOutbound: false });
    this.balancer = group('Balancer', 'Load balancer');
    this.servers = group('Servers', 'Servers');

    this.letBrowsersIn(props);

    const https = Port.tcp(443);
    const requests = Port.tcp(props.serverPort);
    this.balancer.addEgressRule(this.servers, requests, 'Requests and health checks');
    this.servers.addIngressRule(this.balancer, requests, 'Requests and health checks');
    // S3 answers from public addresses, also through the gateway endpoint. Whether anything else
    // can be reached is for the route tables.
    this.servers.addEgressRule(Peer.anyIpv4(), https, 'S3, APIs of AWS, and the internet by NAT');

    if (props.natInstance !== undefined) {
      props.natInstance.connections.allowFrom(this.servers, https, 'Servers on their way out');
      props.natInstance.connections.allowTo(Peer.anyIpv4(), https, 'The internet');
    }
  }

  private letBrowsersIn(props: SecurityGroupsProps): void {
    const [http, https] = [Port.tcp(80), Port.tcp(443)];
    if (props.entrance === 'cloudfront') {
      // AWS offers two sources for a VPC origin, this list and a group that CloudFront makes when
      // the first origin stands, whose id CloudFormation can't ask for. The list holds everybody's
      // CloudFront, but an internal load balancer is reached only by origins of its own VPC.
      // One rule at most: the list counts as 55 of the 60 rules that a group may have.
      this.balancer.addIngressRule(
        Peer.prefixList(props.cloudFrontPrefixListId),
        http,
        'VPC origins of CloudFront',
      );
      return;
    }
    this.balancer.addIngressRule(Peer.anyIpv4(), http, 'Browsers');
    if (props.entrance === 'certificate') {
      this.balancer.addIngressRule(Peer.anyIpv4(), https, 'Browsers');
    }
    Validations.of(this.balancer).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: 'This is the public door of the site.',
    });
  }
}

/** `group` in the stack of `scope`, where nothing can add a rule to it. */
export function importGroup(scope: Construct, id: string, group: ISecurityGroup): ISecurityGroup {
  return SecurityGroup.fromSecurityGroupId(scope, id, group.securityGroupId, { mutable: false });
}
