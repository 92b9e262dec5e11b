import { flatten, resources } from './templates';
import type { Template } from './templates';

/** Where the templates' security groups let what in: `source → group: ports`. */
export function ingress(...templates: readonly Template[]): string[] {
  const named = templates
    .flatMap(({ Resources }) => Object.entries(Resources))
    .filter(([, { Type }]) => Type === 'AWS::EC2::SecurityGroup');
  const name = (reference: unknown): string => {
    const id = flatten(reference);
    const [, group] = named.find(([logicalId]) => id.includes(logicalId)) ?? [];
    return String(group?.Properties['GroupDescription'] ?? id);
  };
  const inGroups = named.flatMap(([logicalId, { Properties }]) =>
    (Properties['SecurityGroupIngress'] ?? []).map((rule: object) => ({
      ...rule,
      GroupId: logicalId,
    })),
  );
  const apart = resources(templates, 'AWS::EC2::SecurityGroupIngress').map(
    (rule) => rule.Properties,
  );
  return [...inGroups, ...apart]
    .map((rule) => {
      const source = rule.CidrIp ?? rule.CidrIpv6 ?? rule.SourcePrefixListId;
      return `${source ?? name(rule.SourceSecurityGroupId)} → ${name(rule.GroupId)}: ${rule.FromPort}-${rule.ToPort}`;
    })
    .toSorted();
}
