import type { EnvironmentConfig, Project } from './config';
import { cloudFrontPrefixLists } from './cloudfront-prefix-lists';
import { entranceKind } from './entrance';
import { serverTypes } from './instance-types';
import { isZoneId } from './network/zone-ids';

/**
 * Refuses what CloudFormation or the running site would refuse later, when it costs more.
 *
 * @throws Error one line for each field that can't work
 */
export function checkConfig(project: Project, config: EnvironmentConfig): void {
  const problems = [
    ...checkProject(project),
    ...[
      ...checkEntrance(project, config),
      ...checkNetwork(project, config),
      ...checkServers(config),
      ...config.stores.flatMap((store) => store.check(config)),
      ...checkSessions(config),
    ].map((problem) => `${config.name}.${problem}`),
  ];
  if (problems.length > 0) {
    throw new Error(`The configuration in lib/infra can't work:\n  ${problems.join('\n  ')}`);
  }
}

function checkProject({ name, region, domain }: Project): string[] {
  const problems: string[] = [];
  if (!/^[a-z](?:-?[a-z0-9])*$/.test(name) || name.length > 31) {
    problems.push(
      `project.name: ${name} must be lower-case letters, digits and single dashes, start with a letter, and have at most 31 characters.`,
    );
  }
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
    problems.push(`project.region: ${region} is no AWS region, such as us-east-1.`);
  }
  if (domain !== undefined) {
    if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(domain.name)) {
      problems.push(`project.domain.name: ${domain.name} is no domain, such as example.com.`);
    }
    if (!/^Z[A-Z0-9]+$/.test(domain.hostedZoneId)) {
      problems.push(
        `project.domain.hostedZoneId: ${domain.hostedZoneId} is no id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ.`,
      );
    }
  }
  return problems;
}

function checkEntrance(project: Project, config: EnvironmentConfig): string[] {
  const problems: string[] = [];
  const kind = entranceKind(project, config);
  if (kind === 'plain-http' && config.name === 'prod') {
    problems.push(
      `httpsWithoutDomain: none would serve prod over plain HTTP. Set it to cloudfront, or give the project a domain.`,
    );
  }
  if (
    kind === 'cloudfront' &&
    config.network.cloudFrontPrefixListId === undefined &&
    cloudFrontPrefixLists[project.region] === undefined
  ) {
    problems.push(
      `network.cloudFrontPrefixListId: not known for ${project.region}. Set it; cloudfront-prefix-lists.ts says how to find it.`,
    );
  }
  if (config.account !== undefined && !/^\d{12}$/.test(config.account)) {
    problems.push(`account: ${config.account} is no AWS account, twelve digits.`);
  }
  if (config.alarmEmail !== undefined && !/^\S+@\S+$/.test(config.alarmEmail)) {
    problems.push(`alarmEmail: ${config.alarmEmail} is no e-mail address.`);
  }
  return problems;
}

function checkNetwork(project: Project, { network }: EnvironmentConfig): string[] {
  const problems: string[] = [];
  const [, first, second, third, fourth, bits] =
    /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(network.cidr)?.map(Number) ?? [];
  const octets = [first, second, third, fourth];
  if (
    bits === undefined ||
    bits < 16 ||
    bits > 20 ||
    octets.some((octet) => octet === undefined || octet > 255)
  ) {
    problems.push(`network.cidr: ${network.cidr} is no block of /16 to /20, such as 10.10.0.0/16.`);
  }
  const { zones } = network;
  const count = typeof zones === 'number' ? zones : new Set(zones).size;
  if (!Number.isInteger(count) || count < 2 || count > 3) {
    problems.push(
      `network.zones: ${count} zones. It must be 2 or 3: the load balancer needs two, and so do the stores.`,
    );
  }
  if (typeof zones !== 'number') {
    for (const zone of zones.filter(
      (name) => !isZoneId(name) && !name.startsWith(project.region),
    )) {
      problems.push(`network.zones: ${zone} is not in ${project.region}.`);
    }
  }
  return problems;
}

function checkServers({ servers }: EnvironmentConfig): string[] {
  const problems: string[] = [];
  if (!Object.hasOwn(serverTypes, servers.type)) {
    problems.push(
      `servers.type: ${servers.type} is not one of ${Object.keys(serverTypes).join(', ')}.`,
    );
  }
  if (!Number.isInteger(servers.min) || servers.min < 1) {
    problems.push(`servers.min: ${servers.min} must be a whole number of at least 1.`);
  }
  if (!Number.isInteger(servers.max) || servers.max < servers.min) {
    problems.push(`servers.max: ${servers.max} must be a whole number, at least servers.min.`);
  }
  if (servers.rollout === 'rolling' && servers.max <= servers.min) {
    problems.push(
      `servers.max: ${servers.max} must be above servers.min with rollout 'rolling', which starts a new server before it stops an old one.`,
    );
  }
  if (servers.maxLifetimeDays < 1 || servers.maxLifetimeDays > 365) {
    problems.push(`servers.maxLifetimeDays: ${servers.maxLifetimeDays} must be 1 to 365.`);
  }
  if (servers.diskGiB < 8) {
    problems.push(`servers.diskGiB: ${servers.diskGiB} must be at least 8, the size of the image.`);
  }
  if (servers.cpuPercent < 10 || servers.cpuPercent > 90) {
    problems.push(`servers.cpuPercent: ${servers.cpuPercent} must be 10 to 90.`);
  }
  return problems;
}

function checkSessions({ sessions }: EnvironmentConfig): string[] {
  return sessions.idleSeconds > sessions.absoluteSeconds
    ? [
        `sessions.idleSeconds: ${sessions.idleSeconds} is longer than absoluteSeconds (${sessions.absoluteSeconds}).`,
      ]
    : [];
}
