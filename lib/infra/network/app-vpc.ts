import { Validations } from 'aws-cdk-lib';
import {
  CfnNatGateway,
  CfnSubnet,
  CfnVPCGatewayAttachment,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InstanceType,
  IpAddresses,
  NatInstanceProviderV2,
  NatProvider,
  NatTrafficDirection,
  RegionalNatGatewayProvider,
  SubnetType,
  UserData,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { NetworkConfig } from '../config';
import { flowLogFormat } from './flow-log-format';
import { logPrefixes } from './log-bucket';
import { isZoneId } from './zone-ids';

/** The three groups of subnets, each over all zones. */
export const subnetGroups = {
  /**
   * A way in and out of the internet: a public load balancer and NATs. There with neither too, as
   * CloudFront's VPC origins ask for a VPC that has an internet gateway.
   */
  public: 'public',
  /** The servers, and a load balancer that has no public address. */
  web: 'web',
  /** The stores: no route beyond the VPC. */
  data: 'data',
} as const;

export interface AppVpcProps {
  readonly config: NetworkConfig;
  /** Gets the flow logs, under `flow-logs/`. */
  readonly logBucket: IBucket;
}

/** The environment's own network. */
export class AppVpc extends Construct {
  readonly vpc: Vpc;
  /** The NAT instance, where the config asks for one: its security group has no rules yet. */
  readonly natInstance: NatInstanceProviderV2 | undefined;

  constructor(scope: Construct, id: string, props: AppVpcProps) {
    super(scope, id);
    const { egress } = props.config;
    this.natInstance =
      egress === 'nat-instance'
        ? NatProvider.instanceV2({
            // Installing a package takes more memory than a nano has.
            instanceType: new InstanceType('t4g.micro'),
            defaultAllowedTraffic: NatTrafficDirection.NONE,
            userData: natUserData(),
          })
        : undefined;

    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(props.config.cidr),
      natGatewayProvider:
        egress === 'nat-regional' ? new RegionalNatGatewayProvider() : this.natInstance,
      natGateways: {
        none: 0,
        'nat-instance': 1,
        'nat-gateway': 1,
        'nat-gateway-per-zone': undefined,
        'nat-regional': 1,
      }[egress],
      subnetConfiguration: [
        { name: subnetGroups.public, subnetType: SubnetType.PUBLIC, cidrMask: 24 },
        {
          name: subnetGroups.web,
          subnetType:
            egress === 'none' ? SubnetType.PRIVATE_ISOLATED : SubnetType.PRIVATE_WITH_EGRESS,
          cidrMask: 24,
        },
        { name: subnetGroups.data, subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      // Would need a Lambda function; nothing uses the default group.
      restrictDefaultSecurityGroup: false,
    });

    // The CDK takes each zone for a name.
    for (const subnet of this.vpc.node.findAll()) {
      if (!CfnSubnet.isCfnSubnet(subnet) || !isZoneId(subnet.availabilityZone ?? '')) continue;
      subnet.availabilityZoneId = subnet.availabilityZone;
      subnet.availabilityZone = undefined;
    }
    if (egress === 'nat-regional') this.waitForInternet();

    // Free. Amazon Linux's packages and the releases are both in S3: a server boots with no NAT.
    this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });

    this.vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toS3(props.logBucket, logPrefixes.flow),
      trafficType: FlowLogTrafficType.ALL,
      logFormat: flowLogFormat.map(({ field }) => field),
    });

    for (const instance of this.natInstance?.gatewayInstances ?? []) {
      // Its subnet says where.
      instance.instance.availabilityZone = undefined;
      instance.instance.metadataOptions = { httpTokens: 'required', httpPutResponseHopLimit: 1 };
      instance.instance.blockDeviceMappings = [
        { deviceName: '/dev/xvda', ebs: { encrypted: true, volumeType: 'gp3', volumeSize: 8 } },
      ];
      Validations.of(instance).acknowledge(
        {
          id: 'AwsSolutions-EC28',
          reason: 'Five-minute metrics are enough for a router that holds nothing.',
        },
        {
          id: 'AwsSolutions-EC29',
          reason: 'It holds nothing: CloudFormation makes another one.',
        },
      );
    }
  }

  /** A regional gateway has no subnet by whose route it would wait, and fails in a VPC without internet. */
  private waitForInternet(): void {
    const all = this.vpc.node.findAll();
    const attachments = all.filter((node) => node instanceof CfnVPCGatewayAttachment);
    for (const gateway of all.filter((node) => node instanceof CfnNatGateway)) {
      gateway.node.addDependency(...attachments);
    }
  }
}

/** What turns the instance into a NAT: the CDK's own commands, once the package they need is there. */
function natUserData(): UserData {
  const userData = UserData.forLinux();
  userData.addCommands(
    // In its first minute the way out may not be there yet, or the package manager be busy; the
    // CDK's commands try once (aws-cdk#36717), and a NAT that failed cuts off every server.
    'until dnf install --assumeyes iptables-services; do sleep 5; done',
    ...NatInstanceProviderV2.DEFAULT_USER_DATA_COMMANDS,
  );
  return userData;
}
