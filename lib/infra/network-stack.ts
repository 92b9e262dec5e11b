import { Fn, Stack, Validations } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { CfnSubnet } from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { EnvironmentConfig, Project } from './config';
import { cloudFrontPrefixLists } from './cloudfront-prefix-lists';
import { entranceKind } from './entrance';
import { ApiEndpoints } from './network/api-endpoints';
import { AppVpc, subnetGroups } from './network/app-vpc';
import { LogBucket, logPrefixes } from './network/log-bucket';
import { LogSearch } from './network/log-search';
import { SecurityGroups } from './network/security-groups';
import { zoneIds } from './network/zone-ids';
import { serverPort } from './server-port';

export interface NetworkStackProps extends StackProps {
  readonly project: Project;
  readonly config: EnvironmentConfig;
  /** Fixed name of what Athena searches the logs with. */
  readonly name: string;
}

/** The VPC, the ways in and out of it, and every security group. Changes rarely. */
export class NetworkStack extends Stack {
  readonly vpc: IVpc;
  readonly logBucket: IBucket;
  readonly securityGroups: SecurityGroups;
  private readonly zones: number | readonly string[];

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { project, config } = props;
    this.zones = config.network.zones;
    if (typeof this.zones !== 'number') {
      Validations.of(this).acknowledge({
        id: 'CloudFormation-Validate::W3010',
        reason: 'The zones are named on purpose: not every zone has all that is used here.',
      });
    }

    this.logBucket = new LogBucket(this, 'Logs', { days: config.logs.accessDays }).bucket;
    new LogSearch(this, 'LogSearch', {
      name: props.name,
      bucket: this.logBucket,
      accessLogs: logPrefixes.access,
      flowLogs: logPrefixes.flow,
    });
    const network = new AppVpc(this, 'Network', {
      config: config.network,
      logBucket: this.logBucket,
    });
    this.vpc = network.vpc;
    this.securityGroups = new SecurityGroups(this, 'SecurityGroups', {
      vpc: this.vpc,
      entrance: entranceKind(project, config),
      cloudFrontPrefixListId:
        config.network.cloudFrontPrefixListId ?? cloudFrontPrefixLists[project.region] ?? '',
      serverPort,
      natInstance: network.natInstance,
    });
    if (config.network.egress === 'none') {
      new ApiEndpoints(this, 'Endpoints', {
        vpc: this.vpc,
        subnets: { subnetGroupName: subnetGroups.web },
        servers: this.securityGroups.servers,
        stores: config.stores,
      });
    }
    this.exportPlaces();
  }

  /**
   * Exports what any store may ask for, whichever there are: an export can't go while another stack
   * uses it, and with a store that is taken away this stack would lose some before that stack is
   * asked.
   */
  private exportPlaces(): void {
    const { subnets } = this.vpc.selectSubnets({ subnetGroupName: subnetGroups.data });
    for (const { subnetId, node } of subnets) {
      this.exportValue(subnetId);
      if (CfnSubnet.isCfnSubnet(node.defaultChild)) {
        this.exportValue(node.defaultChild.attrAvailabilityZone);
      }
    }
  }

  /** Zones without asking the account for them: as named, else known ones, else the region's first. */
  override get availabilityZones(): string[] {
    const { zones } = this;
    if (typeof zones !== 'number') return [...zones];
    const known = zoneIds[this.region];
    if (known !== undefined) return known.slice(0, zones);
    return Array.from({ length: zones }, (_, index) => Fn.select(index, Fn.getAzs()));
  }
}
