import { allSetupNames, flatten, resources, templatesOf, theOne } from './templates';
import type { Properties, Template } from './templates';

const aclType = 'AWS::WAFv2::WebACL';
const everything = 'prod with all that is optional';

const acl = (template: Template): Properties => theOne(template, aclType).Properties;
const distribution = (web: Template): Properties =>
  theOne(web, 'AWS::CloudFront::Distribution').Properties['DistributionConfig'];

const withFirewall = allSetupNames.filter((setup) => {
  const { web, firewall } = templatesOf(setup);
  return resources(firewall ?? web, aclType).length > 0;
});
const beforeCloudFront = withFirewall.filter((setup) => templatesOf(setup).firewall);
const beforeLoadBalancer = withFirewall.filter((setup) => !beforeCloudFront.includes(setup));

test.each(withFirewall)('The firewall of %s counts addresses that nobody can make up', (setup) => {
  const { web, firewall } = templatesOf(setup);
  const [rate] = acl(firewall ?? web)['Rules'];
  expect(rate).toMatchObject({
    Priority: 0,
    Statement: { RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 60 } },
    Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
  });
  expect(rate.Statement.RateBasedStatement).not.toHaveProperty('ForwardedIPConfig');
  // Behind CloudFront the load balancer sees CloudFront's addresses.
  const cloudFront = resources(web, 'AWS::CloudFront::Distribution').length > 0;
  expect(acl(firewall ?? web)['Scope']).toBe(cloudFront ? 'CLOUDFRONT' : 'REGIONAL');
});

test.each(beforeCloudFront)('The firewall of %s is a stack in us-east-1', (setup) => {
  const { web, firewall } = templatesOf(setup);
  expect(resources(firewall!).map(({ Type }) => Type)).toEqual([aclType]);
  const [output] = Object.entries(firewall!.Outputs!);
  expect(flatten(output![1]['Value'])).toMatch(/^<Firewall.*\.Arn>$/);
  expect(output![1]).not.toHaveProperty('Export');
  const { 'Fn::GetStackOutput': reference } = distribution(web)['WebACLId'];
  expect(reference).toMatchObject({
    StackName: expect.stringMatching(/-prod-firewall$/),
    OutputName: output![0],
  });
  expect(resources(web, 'AWS::WAFv2::WebACLAssociation')).toEqual([]);
});

test('It is found there from whichever region the project is in', () => {
  const { web } = templatesOf('prod in Frankfurt with a gateway per zone');
  expect(distribution(web)['WebACLId']['Fn::GetStackOutput'].Region).toBe('us-east-1');
});

test.each(beforeLoadBalancer)('The firewall of %s stands before its load balancer', (setup) => {
  const { web } = templatesOf(setup);
  const association = theOne(web, 'AWS::WAFv2::WebACLAssociation').Properties;
  expect(flatten(association['ResourceArn'])).toMatch(/^<LoadBalancer/);
  expect(flatten(association['WebACLArn'])).toMatch(/^<Firewall.*\.Arn>$/);
});

test('There is a setup of either kind, and none without being asked for', () => {
  expect(beforeCloudFront.length).toBeGreaterThan(0);
  expect(beforeLoadBalancer.length).toBeGreaterThan(0);
  expect(withFirewall.length).toBeLessThan(allSetupNames.length);
});

test("AWS's own rules refuse, but for the one that the server's limit does better", () => {
  const [, ...managed] = acl(templatesOf(everything).firewall!)['Rules'];
  expect(
    managed.map((rule: Properties) => rule['Statement'].ManagedRuleGroupStatement.Name),
  ).toEqual([
    'AWSManagedRulesCommonRuleSet',
    'AWSManagedRulesKnownBadInputsRuleSet',
    'AWSManagedRulesSQLiRuleSet',
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesAnonymousIpList',
  ]);
  for (const { OverrideAction } of managed) expect(OverrideAction).toEqual({ None: {} });
  const overrides = managed.flatMap(
    (rule: Properties) => rule['Statement'].ManagedRuleGroupStatement.RuleActionOverrides,
  );
  expect(overrides).toEqual([{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }]);
  const priorities = managed.map((rule: Properties) => rule['Priority']);
  expect(new Set([0, ...priorities]).size).toBe(managed.length + 1);
});

test('The dashboard shows what the firewall turns away, from the region that counts it', () => {
  const { web } = templatesOf('prod in Frankfurt with a gateway per zone');
  const body = flatten(theOne(web, 'AWS::CloudWatch::Dashboard').Properties['DashboardBody']);
  const widget = JSON.parse(body).widgets.find(({ properties }: Properties) =>
    properties.title?.startsWith('Firewall'),
  );
  expect(widget.properties.metrics).toEqual([
    [
      'AWS/WAFV2',
      'BlockedRequests',
      'Rule',
      'rate',
      'WebACL',
      'app-prod',
      expect.objectContaining({ region: 'us-east-1', stat: 'Sum' }),
    ],
  ]);
});
