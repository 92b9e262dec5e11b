import { publicAddress } from './network-rules';
import { referredTo } from './bill';
import type { BillLine, CostRules, Properties } from './bill';
import { metrics } from './operations-rules';
import type { PriceQuery } from './price-query';

/**
 * Metrics of a server with detailed monitoring.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
 */
const detailedMetrics = 7;

/** EC2: the servers that always run, their disks, the NAT instance. */
export const serverRules: CostRules = {
  'AWS::AutoScaling::AutoScalingGroup': ({ properties, region }, context) => {
    const template = referredTo(properties['LaunchTemplate'].LaunchTemplateId, context).properties[
      'LaunchTemplateData'
    ];
    const count = Number(properties['MinSize']);
    const type = String(template.InstanceType);
    return [
      {
        what: `Server, ${type}, on demand`,
        count,
        unit: 'server',
        price: server(region, type),
      },
      {
        what: `Further servers, up to ${properties['MaxSize']} in all`,
        unit: 'server-hour',
        price: server(region, type),
        assume: 'server-hours',
      },
      disk(region, template.BlockDeviceMappings, count),
      ...(template.Monitoring?.Enabled === true
        ? [metrics(region, 'Metrics of the servers, each minute', count * detailedMetrics)]
        : []),
    ];
  },

  /** Stopped servers cost their disks. */
  'AWS::AutoScaling::WarmPool': ({ properties, region }, context) => {
    const group = referredTo(properties['AutoScalingGroupName'], context);
    const template = referredTo(group.properties['LaunchTemplate'].LaunchTemplateId, context)
      .properties['LaunchTemplateData'];
    return [disk(region, template.BlockDeviceMappings, Number(properties['MinSize']))];
  },

  'AWS::EC2::Instance': ({ properties, region }, context) => {
    const type = String(properties['InstanceType']);
    const hasAddress = context.resources.some(
      (resource) => resource.type === 'AWS::EC2::EIP' && 'InstanceId' in resource.properties,
    );
    return [
      { what: `NAT instance, ${type}`, count: 1, unit: 'instance', price: server(region, type) },
      ...(properties['BlockDeviceMappings'] === undefined
        ? []
        : [disk(region, properties['BlockDeviceMappings'], 1)]),
      ...(hasAddress ? [] : [publicAddress(region, 1)]),
    ];
  },
};

/** Linux, shared hardware, nothing preinstalled, on demand. */
function server(region: string, instanceType: string): PriceQuery {
  return {
    service: 'AmazonEC2',
    region,
    usageType: `BoxUsage:${instanceType}`,
    where: {
      instanceType,
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
      licenseModel: 'No License required',
    },
  };
}

function disk(region: string, mappings: readonly Properties[], servers: number): BillLine {
  const gib = mappings.reduce((sum, { Ebs }) => sum + Number(Ebs.VolumeSize), 0);
  const volumeApiName = String(mappings[0]?.['Ebs'].VolumeType);
  return {
    what: `Disks of servers, ${volumeApiName}`,
    count: gib * servers,
    unit: 'GB',
    price: {
      service: 'AmazonEC2',
      region,
      usageType: `EBS:VolumeUsage.${volumeApiName}`,
      where: { volumeApiName },
    },
  };
}
