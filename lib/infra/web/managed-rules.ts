import type { ManagedRules } from '../config';

export interface ManagedRuleGroup {
  /** Its name with AWS. */
  readonly name: string;
  /** Rules of it that only count what they match. */
  readonly counting?: readonly string[];
}

/**
 * AWS's own rule groups by our names for them. Together they use 1175 of the 1500 units that a web
 * ACL may have before AWS bills more for each request.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export const managedRuleGroups: Readonly<Record<ManagedRules, ManagedRuleGroup>> = {
  common: {
    name: 'AWSManagedRulesCommonRuleSet',
    // It refuses bodies above 8 KB, and the server itself refuses those above 16 KiB.
    counting: ['SizeRestrictions_BODY'],
  },
  'known-bad-inputs': { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
  injection: { name: 'AWSManagedRulesSQLiRuleSet' },
  'bad-reputation': { name: 'AWSManagedRulesAmazonIpReputationList' },
  anonymous: { name: 'AWSManagedRulesAnonymousIpList' },
};
