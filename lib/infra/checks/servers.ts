import type { EnvironmentConfig } from '../config';
import { serverTypes } from '../instance-types';
import { checkSchedule } from './schedule';
import { checkWholeNumber } from './whole-number';

/** What can't work in the group of servers. */
export function checkServers({ servers }: EnvironmentConfig): string[] {
  const { type, min, max, rollout } = servers;
  const problems: string[] = [];
  if (!Object.hasOwn(serverTypes, type)) {
    problems.push(`servers.type: ${type} is not one of ${Object.keys(serverTypes).join(', ')}.`);
  }
  problems.push(...checkWholeNumber('servers.min', min, { least: 1 }));
  if (!Number.isInteger(max) || max < min) {
    problems.push(`servers.max: ${max} must be a whole number, at least servers.min.`);
  }
  if (rollout === 'rolling' && max <= min) {
    problems.push(
      `servers.max: ${max} must be above servers.min with rollout 'rolling', which starts a new server before it stops an old one.`,
    );
  }
  return [
    ...problems,
    // The image is 8 GiB; 16 TiB is the most that a gp3 volume may have.
    ...checkWholeNumber('servers.diskGiB', servers.diskGiB, { least: 8, most: 16_384 }),
    ...checkWholeNumber('servers.requestsPerMinute', servers.requestsPerMinute, { least: 1 }),
    ...checkWholeNumber('servers.cpuPercent', servers.cpuPercent, { least: 10, most: 90 }),
    ...checkWholeNumber('servers.maxLifetimeDays', servers.maxLifetimeDays, {
      least: 1,
      most: 365,
    }),
    ...checkWarmPool(servers),
    ...checkSchedule(servers),
  ];
}

function checkWarmPool({ warmPool, min, max, rollout }: EnvironmentConfig['servers']): string[] {
  const problems = checkWholeNumber('servers.warmPool', warmPool, { least: 0 });
  if (warmPool > max - min) {
    problems.push(
      `servers.warmPool: ${warmPool} are more than scaling can ever take, from servers.min (${min}) to servers.max (${max}).`,
    );
  }
  if (warmPool > 0 && rollout === 'rolling') {
    problems.push(
      `servers.warmPool: needs rollout 'refresh'. With 'rolling' the group would start servers of the old release out of the pool, and wait for a signal that only a first boot sends.`,
    );
  }
  return problems;
}
