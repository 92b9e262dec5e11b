import type { EnvironmentConfig, Project } from '../config';
import { entranceKind } from '../entrance';
import { isZoneId, zoneIdPrefix, zoneIds, zonesWithoutVpcOrigins } from '../network/zone-ids';

/** What can't work in the network. */
export function checkNetwork(project: Project, config: EnvironmentConfig): string[] {
  const { cidr, egress } = config.network;
  const problems = [...checkCidr(cidr), ...checkZones(project, config)];
  if (egress === 'nat-regional' && /^(?:us-gov|cn)-/.test(project.region)) {
    problems.push(
      `network.egress: nat-regional is not offered in ${project.region}. Take nat-gateway-per-zone.`,
    );
  }
  return problems;
}

function checkCidr(cidr: string): string[] {
  const [, first, second, third, fourth, bits] =
    /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)?.map(Number) ?? [];
  const octets = [first, second, third, fourth];
  if (
    bits === undefined ||
    bits < 16 ||
    bits > 20 ||
    octets.some((octet) => octet === undefined || octet > 255)
  ) {
    return [`network.cidr: ${cidr} is no block of /16 to /20, such as 10.10.0.0/16.`];
  }
  // A /16 to /20 ends within the third octet.
  const size = 2 ** (24 - bits);
  const start = Math.floor(third! / size) * size;
  return start === third && fourth === 0
    ? []
    : [`network.cidr: ${cidr} starts within a block. It is ${first}.${second}.${start}.0/${bits}.`];
}

function checkZones(project: Project, config: EnvironmentConfig): string[] {
  const { region } = project;
  const { zones } = config.network;
  const count = typeof zones === 'number' ? zones : new Set(zones).size;
  if (!Number.isInteger(count) || count < 2 || count > 3) {
    return [
      `network.zones: ${count} zones. It must be 2 or 3: the load balancer needs two, and so do the stores.`,
    ];
  }
  if (typeof zones === 'number') {
    const usable = zoneIds[region]?.length ?? 3;
    return zones > usable
      ? [`network.zones: ${zones}, but ${region} has ${usable} that can carry what is used here.`]
      : [];
  }
  const isOfRegion = (zone: string): boolean =>
    isZoneId(zone)
      ? zone.startsWith(`${zoneIdPrefix(region)}-az`)
      : zone.slice(0, -1) === region && /[a-z]$/.test(zone);
  const problems = zones
    .filter((zone) => !isOfRegion(zone))
    .map((zone) => `network.zones: ${zone} is not in ${region}.`);
  if (new Set(zones.map(isZoneId)).size > 1) {
    problems.push('network.zones: either names or ids, as one zone may be there under both.');
  }
  if (entranceKind(project, config) === 'cloudfront') {
    for (const zone of zones.filter((id) => zonesWithoutVpcOrigins.includes(id))) {
      problems.push(
        `network.zones: ${zone} can't carry a load balancer that CloudFront reaches by a VPC origin.`,
      );
    }
  }
  return problems;
}
