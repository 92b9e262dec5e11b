import { Duration } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationProtocol, SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../alarm-definition';
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
  private readonly certificate: Certificate;

  constructor(scope: Construct, id: string, props: CertificateEntranceProps) {
    super(scope, id);
    this.url = `https://${props.domainName}`;
    const { balancer, targetGroup } = props.loadBalancer;

    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: props.hostedZoneId,
      zoneName: props.domainName,
    });
    this.certificate = new Certificate(this, 'Certificate', {
      domainName: props.domainName,
      validation: CertificateValidation.fromDns(zone),
    });
    balancer.addListener('Https', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [this.certificate],
      sslPolicy: SslPolicy.TLS13_12_PQ,
      defaultTargetGroups: [targetGroup],
      // Who may come in is the Network stack's.
      open: false,
    });
    balancer.addRedirect({ open: false });

    // No AAAA beside it: the load balancer has addresses of IPv4 alone, as its VPC does, and the name
    // would lead nowhere. Networks without IPv4 translate (NAT64).
    new ARecord(this, 'Record', {
      zone,
      // The dot at its end: the whole name, whichever zone it is in.
      recordName: `${props.domainName}.`,
      target: RecordTarget.fromAlias(new LoadBalancerTarget(balancer)),
    });
  }

  alarms(): AlarmDefinition[] {
    return [
      {
        id: 'certificate-expiry',
        metric: this.certificate.metricDaysToExpiry({
          period: Duration.days(1),
          statistic: Stats.MINIMUM,
        }),
        // AWS renews it long before, as long as it finds the record that proves the domain ours.
        threshold: 30,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        periods: 1,
        // There is no number in its first hours, and none once it has ended: stay as it was.
        missing: TreatMissingData.IGNORE,
        whatToDo:
          "The certificate ends within 30 days and has not been renewed; after that no browser trusts the site. Look in Certificate Manager for the CNAME record that it waits for, and whether the hosted zone has it and the domain's registrar still names that zone's servers.",
      },
    ];
  }
}
