import { InterfaceVpcEndpointAwsService, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type {
  IInterfaceVpcEndpointService,
  ISecurityGroup,
  IVpc,
  SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { StoreDefinition } from '../store';

/**
 * The APIs that every server calls: the bootstrap and the drain (Auto Scaling, CloudFormation, load
 * balancing), logs, the server's own credentials (STS), and Session Manager, whose agent needs no
 * ec2messages since its release 3.3.40.
 */
const services = {
  AutoScaling: InterfaceVpcEndpointAwsService.AUTOSCALING,
  CloudFormation: InterfaceVpcEndpointAwsService.CLOUDFORMATION,
  LoadBalancing: InterfaceVpcEndpointAwsService.ELASTIC_LOAD_BALANCING,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Ssm: InterfaceVpcEndpointAwsService.SSM,
  SsmMessages: InterfaceVpcEndpointAwsService.SSM_MESSAGES,
  Sts: InterfaceVpcEndpointAwsService.STS,
} as const;

export interface ApiEndpointsProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  /** The security group of who calls. */
  readonly servers: ISecurityGroup;
  /** Whose APIs are called too. */
  readonly stores: readonly StoreDefinition[];
}

/** What servers without a NAT reach AWS through. Each is billed per hour and zone. */
export class ApiEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: ApiEndpointsProps) {
    super(scope, id);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'Endpoints of the APIs of AWS',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(props.servers, Port.tcp(443), 'APIs of AWS');
    const all = Object.assign({}, services, ...props.stores.map(({ apis }) => apis));
    for (const [name, service] of Object.entries<IInterfaceVpcEndpointService>(all)) {
      props.vpc.addInterfaceEndpoint(name, {
        service,
        subnets: props.subnets,
        securityGroups: [securityGroup],
        // The default rule would let in the whole VPC; the group names the servers.
        open: false,
      });
    }
  }
}
