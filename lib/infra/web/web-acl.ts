import { Duration, Stack } from 'aws-cdk-lib';
import { GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { FirewallConfig } from '../config';
import { managedRuleGroups } from './managed-rules';

export interface WebAclProps {
  /** Fixed name of the web ACL and of its metrics. */
  readonly name: string;
  readonly config: FirewallConfig;
  /** `CLOUDFRONT` before a distribution, which must stand in us-east-1; else before a load balancer. */
  readonly scope: 'CLOUDFRONT' | 'REGIONAL';
}

const rateRule = 'rate';

/**
 * What AWS WAF turns away. It counts by the address that the connection comes from, which nobody can
 * make up: so it must stand at the outermost of ours, where that is the browser's. Before a load
 * balancer behind CloudFront it would see CloudFront's, and of X-Forwarded-For AWS WAF reads the
 * first address, which the client writes.
 */
export class WebAcl extends Construct {
  readonly acl: CfnWebACL;
  private readonly props: WebAclProps;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    this.props = props;
    const { requestsPerMinute, managedRules } = props.config;
    this.acl = new CfnWebACL(this, 'Acl', {
      name: props.name,
      description: 'Turns requests away before they reach a server',
      scope: props.scope,
      defaultAction: { allow: {} },
      visibilityConfig: visible(props.name),
      rules: [
        {
          name: rateRule,
          priority: 0,
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: requestsPerMinute,
              evaluationWindowSec: 60,
            },
          },
          action: {
            block: {
              customResponse: {
                responseCode: 429,
                responseHeaders: [{ name: 'Retry-After', value: '60' }],
              },
            },
          },
          visibilityConfig: visible(rateRule),
        },
        ...managedRules.map((rules, index): CfnWebACL.RuleProperty => {
          const { name, counting = [] } = managedRuleGroups[rules];
          return {
            name: rules,
            priority: index + 1,
            statement: {
              managedRuleGroupStatement: {
                vendorName: 'AWS',
                name,
                ruleActionOverrides: counting.map((rule) => ({
                  name: rule,
                  actionToUse: { count: {} },
                })),
              },
            },
            overrideAction: { none: {} },
            visibilityConfig: visible(rules),
          };
        }),
      ],
    });
  }

  /** The firewall's row on the dashboard. */
  widgets(): IWidget[] {
    const { name, config, scope } = this.props;
    const region = Stack.of(this).region;
    const blocked = (rule: string): Metric =>
      new Metric({
        namespace: 'AWS/WAFV2',
        metricName: 'BlockedRequests',
        dimensionsMap: {
          WebACL: name,
          Rule: rule,
          ...(scope === 'REGIONAL' ? { Region: region } : {}),
        },
        statistic: Stats.SUM,
        period: Duration.minutes(1),
        region,
        label: rule,
      });
    return [
      new GraphWidget({
        title: 'Firewall: requests turned away a minute',
        left: [rateRule, ...config.managedRules].map(blocked),
        width: 24,
        height: 6,
      }),
    ];
  }
}

/** Metrics, and a sample of the requests of the last three hours in the console. Free. */
function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
