import { cloudFrontPrefixLists } from '../cloudfront-prefix-lists';
import type { EnvironmentConfig, Project } from '../config';
import { entranceKind } from '../entrance';
import { managedRuleGroups } from '../web/managed-rules';
import { checkWholeNumber } from './whole-number';

/** What can't work in the way that browsers come in. */
export function checkEntrance(project: Project, config: EnvironmentConfig): string[] {
  const problems: string[] = [];
  const kind = entranceKind(project, config);
  if (kind === 'plain-http' && config.name === 'prod') {
    problems.push(
      `httpsWithoutDomain: none would serve prod over plain HTTP. Set it to cloudfront, or give the project a domain.`,
    );
  }
  if (kind === 'cloudfront') {
    const listed = config.network.cloudFrontPrefixListId ?? cloudFrontPrefixLists[project.region];
    if (listed === undefined) {
      problems.push(
        `network.cloudFrontPrefixListId: not known for ${project.region}. Set it; cloudfront-prefix-lists.ts says how to find it.`,
      );
    } else if (!/^pl-[0-9a-f]+$/.test(listed)) {
      problems.push(`network.cloudFrontPrefixListId: ${listed} is no id of a prefix list, pl-….`);
    }
  }
  return [...problems, ...checkFirewall(config)];
}

function checkFirewall({ firewall }: EnvironmentConfig): string[] {
  if (firewall === undefined) return [];
  const { requestsPerMinute, managedRules } = firewall;
  const known = Object.keys(managedRuleGroups);
  return [
    // The least and the most that AWS WAF takes.
    ...checkWholeNumber('firewall.requestsPerMinute', requestsPerMinute, {
      least: 10,
      most: 2_000_000_000,
    }),
    ...managedRules
      .filter((rules) => !known.includes(rules))
      .map((rules) => `firewall.managedRules: ${rules} is not one of ${known.join(', ')}.`),
    ...managedRules
      .filter((rules, index) => managedRules.indexOf(rules) !== index)
      .map((rules) => `firewall.managedRules: ${rules} is there twice.`),
  ];
}
