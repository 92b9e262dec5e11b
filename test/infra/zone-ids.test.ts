import {
  isZoneId,
  zoneIdPrefix,
  zoneIds,
  zonesWithoutVpcOrigins,
} from '../../lib/infra/network/zone-ids';

test.each([
  ['us-east-1', 'use1'],
  ['us-gov-west-1', 'usgw1'],
  ['ca-central-1', 'cac1'],
  ['eu-north-1', 'eun1'],
  ['ap-northeast-3', 'apne3'],
  ['ap-southeast-2', 'apse2'],
  ['ap-south-1', 'aps1'],
  ['me-central-1', 'mec1'],
  ['il-central-1', 'ilc1'],
])('The ids of the zones of %s start with %s', (region, prefix) => {
  expect(zoneIdPrefix(region)).toBe(prefix);
});

test.each(Object.entries(zoneIds))('The zones of %s that we take are its own', (region, ids) => {
  for (const id of ids) {
    expect(isZoneId(id)).toBe(true);
    expect(id.startsWith(`${zoneIdPrefix(region)}-az`)).toBe(true);
    expect(zonesWithoutVpcOrigins).not.toContain(id);
  }
});

test('Every region with a zone that we leave out has a list of those that we take', () => {
  const regions = Object.keys(zoneIds);
  for (const id of zonesWithoutVpcOrigins) {
    expect(regions.filter((region) => id.startsWith(`${zoneIdPrefix(region)}-az`))).toHaveLength(1);
  }
});
