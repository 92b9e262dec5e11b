import type { BillLine, CostRules } from './bill';

/** The VPC: what stands in it is billed by the hour, what goes through it by the GB. */
export const networkRules: CostRules = {
  'AWS::EC2::NatGateway': ({ properties, region }, { resources }) => {
    const of = (usageType: string) => ({ service: 'AmazonEC2', region, usageType });
    // A regional one is billed for each zone that it has spread to: where there are servers.
    const isRegional = properties['AvailabilityMode'] === 'regional';
    const group = resources.find(({ type }) => type === 'AWS::AutoScaling::AutoScalingGroup');
    const count = isRegional ? Number(group?.properties['VPCZoneIdentifier'].length ?? 1) : 1;
    return [
      {
        what: 'NAT gateway, in each zone of it',
        count,
        unit: 'gateway',
        price: of('NatGateway-Hours'),
      },
      {
        what: 'Through NAT gateways',
        unit: 'GB',
        price: of('NatGateway-Bytes'),
        assume: 'nat-gb',
      },
      // The others have an address of the template's, which is billed as such.
      ...(isRegional ? [publicAddress(region, count)] : []),
    ];
  },

  'AWS::EC2::VPCEndpoint': ({ properties, region }) => {
    if (properties['VpcEndpointType'] !== 'Interface') return [];
    const of = (usageType: string) => ({ service: 'AmazonVPC', region, usageType });
    return [
      {
        what: 'Interface endpoint, in each zone',
        count: properties['SubnetIds'].length,
        unit: 'endpoint',
        price: of('VpcEndpoint-Hours'),
      },
      {
        what: 'Through interface endpoints',
        unit: 'GB',
        price: of('VpcEndpoint-Bytes'),
        assume: 'endpoint-gb',
      },
    ];
  },

  'AWS::EC2::EIP': ({ region }) => [publicAddress(region, 1)],

  'AWS::EC2::FlowLog': ({ region }) => [
    {
      what: 'Flow logs to S3',
      unit: 'GB',
      price: { service: 'AmazonCloudWatch', region, usageType: 'S3-Egress-Bytes' },
      assume: 'flow-log-gb',
    },
  ],

  'AWS::S3::Bucket': ({ region }) => [
    {
      what: 'Access and flow logs kept in S3',
      unit: 'GB',
      price: {
        service: 'AmazonS3',
        region,
        usageType: 'TimedStorage-ByteHrs',
        where: { volumeType: 'Standard' },
      },
      assume: 's3-gb',
    },
  ],
};

/** Public IPv4 addresses, in use or not. */
export function publicAddress(region: string, count: number): BillLine {
  return {
    what: 'Public IPv4 address',
    count,
    unit: 'address',
    price: { service: 'AmazonVPC', region, usageType: 'PublicIPv4:InUseAddress' },
  };
}
