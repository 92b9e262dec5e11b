import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { ApplicationProtocol, SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Entrance } from '../entrance';
import type { LoadBalancer } from './load-balancer';

export interface CertificateEntranceProps {
  readonly loadBalancer: LoadBalancer;
  /** What browsers call, for instance `dev.example.com`. */
  readonly domainName: string;
  /** The zone that holds `domainName`. */
  readonly hostedZoneId: string;
}

/** HTTPS on the load balancer under the project's domain; HTTP only redirects to it. */
export class CertificateEntrance extends Construct implements Entrance {
  readonly url: string;
  readonly trustedProxies = 1;

  constructor(scope: Construct, id: string, props: CertificateEntranceProps) {
    super(scope, id);
    this.url = `https://${props.domainName}`;
    const { balancer, targetGroup } = props.loadBalancer;

    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: props.hostedZoneId,
      zoneName: props.domainName,
    });
    const certificate = new Certificate(this, 'Certificate', {
      domainName: props.domainName,
      validation: CertificateValidation.fromDns(zone),
    });
    balancer.addListener('Https', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [certificate],
      sslPolicy: SslPolicy.TLS13_12_PQ,
      defaultTargetGroups: [targetGroup],
      // Who may come in is the Network stack's.
      open: false,
    });
    balancer.addRedirect({ open: false });

    new ARecord(this, 'Record', {
      zone,
      // The dot at its end: the whole name, whichever zone it is in.
      recordName: `${props.domainName}.`,
      target: RecordTarget.fromAlias(new LoadBalancerTarget(balancer)),
    });
  }
}
