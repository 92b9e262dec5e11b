import type { CostRules } from './bill';
import { publicAddress } from './network-rules';

/** What visitors come in by. */
export const entranceRules: CostRules = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ properties, region }) => {
    const of = (usageType: string) => ({
      service: 'AWSELB',
      region,
      usageType,
      where: { productFamily: 'Load Balancer-Application' },
    });
    return [
      { what: 'Load balancer', count: 1, unit: 'balancer', price: of('LoadBalancerUsage') },
      {
        // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
        what: 'Load of the balancer (LCU)',
        unit: 'LCU-hour',
        price: of('LCUUsage'),
        assume: 'lcu-hours',
      },
      ...(properties['Scheme'] === 'internet-facing'
        ? [publicAddress(region, properties['Subnets'].length)]
        : []),
    ];
  },

  'AWS::CloudFront::Distribution': () => [
    {
      what: 'From CloudFront to visitors in the US, where it costs least',
      unit: 'GB',
      price: {
        service: 'AmazonCloudFront',
        usageType: 'DataTransfer-Out-Bytes',
        where: { transferType: 'CloudFront Outbound', fromLocation: 'United States' },
      },
      assume: 'cloudfront-gb',
    },
  ],

  'AWS::WAFv2::WebACL': ({ properties, region }) => {
    const of = (usageType: string) => ({ service: 'awswaf', region, usageType });
    return [
      { what: 'Web ACL', count: 1, unit: 'ACL', price: of('WebACLV2') },
      {
        what: 'Rules of the web ACL',
        count: (properties['Rules'] ?? []).length,
        unit: 'rule',
        price: of('RuleV2'),
      },
      {
        what: 'Requests that the web ACL looks at',
        unit: 'request',
        price: of('RequestV2-Tier1'),
        assume: 'requests',
      },
    ];
  },
};
