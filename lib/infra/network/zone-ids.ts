/**
 * The zones to use, by id, in the regions where one zone can't carry a load balancer that is a VPC
 * origin of CloudFront: use1-az3 (which has no Graviton servers either), usw1-az2, apne1-az3,
 * cac1-az3. By id, as a name such as `us-east-1c` is another zone in another account.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
 */
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
