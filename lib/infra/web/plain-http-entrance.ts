import { Annotations, CfnOutput } from 'aws-cdk-lib';
import { ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Entrance } from '../entrance';
import type { LoadBalancer } from './load-balancer';

export interface PlainHttpEntranceProps {
  readonly loadBalancer: LoadBalancer;
  /** For the warning: the environment's name. */
  readonly environmentName: string;
}

/** HTTP on the load balancer under its own name, for trying things out. */
export class PlainHttpEntrance extends Construct implements Entrance {
  readonly url: string;
  readonly trustedProxies = 1;

  constructor(scope: Construct, id: string, props: PlainHttpEntranceProps) {
    super(scope, id);
    const { balancer, targetGroup } = props.loadBalancer;
    balancer.addListener('Http', {
      port: 80,
      protocol: ApplicationProtocol.HTTP,
      defaultTargetGroups: [targetGroup],
      open: false,
    });
    this.url = `http://${balancer.loadBalancerDnsName}`;
    const warning = `${props.environmentName} SPEAKS PLAIN HTTP: its sign-in cookies are not Secure, and whoever is on the way can read them. Set a domain in lib/infra/project.ts, or httpsWithoutDomain: 'cloudfront' in lib/infra/config.ts.`;
    Annotations.of(this).addWarningV2('plain-http', warning);
    // A deployment says the one at its start, minutes before its end, and this beside the URL.
    new CfnOutput(this, 'Warning', {
      value: warning,
      description: 'What is wrong with the URL',
    }).overrideLogicalId('Warning');
  }
}
