/**
 * Zones that can't carry a load balancer that is a VPC origin of CloudFront; the first has no
 * Graviton servers either. By id, as a name such as `us-east-1c` is another zone in another account.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
 */
export const zonesWithoutVpcOrigins: readonly string[] = [
  'use1-az3',
  'usw1-az2',
  'apne1-az3',
  'cac1-az3',
];

/** The zones to use, by id, in the regions that have one of these. */
export const zoneIds: Readonly<Record<string, readonly string[]>> = {
  'ap-northeast-1': ['apne1-az1', 'apne1-az2', 'apne1-az4'],
  'ca-central-1': ['cac1-az1', 'cac1-az2', 'cac1-az4'],
  'us-east-1': ['use1-az1', 'use1-az2', 'use1-az4'],
  'us-west-1': ['usw1-az1', 'usw1-az3'],
};

/** Whether `zone` is an id, such as `use1-az1`, and not a name, such as `us-east-1a`. */
export function isZoneId(zone: string): boolean {
  return /^[a-z]+\d-az\d+$/.test(zone);
}

/** What the ids of a region's zones start with: `use1` for us-east-1, `apse2` for ap-southeast-2. */
export function zoneIdPrefix(region: string): string {
  return region
    .split('-')
    .map((word) => (word.length <= 2 ? word : word.replace(/^(.)[a-z]*?(east|west)?$/, initials)))
    .join('');
}

function initials(_word: string, first: string, second = ''): string {
  return first + second.slice(0, 1);
}
