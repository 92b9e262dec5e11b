import { CrossStackReferences, ReferenceStrength, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FirewallConfig } from './config';
import { WebAcl } from './web/web-acl';

/** The region that a web ACL before CloudFront must stand in. */
export const firewallRegion = 'us-east-1';

export interface FirewallStackProps extends StackProps {
  /** Fixed name of the web ACL. */
  readonly name: string;
  readonly firewall: FirewallConfig;
}

/**
 * The web ACL before CloudFront, apart from the Web stack as AWS wants it in one region. It remembers
 * nothing.
 */
export class FirewallStack extends Stack {
  readonly webAcl: WebAcl;

  constructor(scope: Construct, id: string, props: FirewallStackProps) {
    super(scope, id, props);
    this.webAcl = new WebAcl(this, 'Firewall', {
      name: props.name,
      config: props.firewall,
      scope: 'CLOUDFRONT',
    });
    // Between regions a strong reference would take a Lambda function on either side. Nothing is
    // replaced by a changed web ACL: the distribution takes another as it is.
    CrossStackReferences.of(this.webAcl.acl).produce(ReferenceStrength.WEAK);
  }
}
