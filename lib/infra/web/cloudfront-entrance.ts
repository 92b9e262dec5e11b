import { Duration, Validations } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { VpcOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Entrance } from '../entrance';
import type { LoadBalancer } from './load-balancer';

export interface CloudFrontEntranceProps {
  /** One without a public address. */
  readonly loadBalancer: LoadBalancer;
  /** ARN of the web ACL before it, if any. */
  readonly webAclArn: string | undefined;
}

/** The answers that CloudFront would keep for ten seconds, whatever their Cache-Control and the cache policy say. */
const errorsThatAreCached = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/**
 * HTTPS without a domain: CloudFront under its own certificate, which reaches the load balancer by
 * a VPC origin, so that nothing but this distribution can. It caches nothing: any answer may be
 * one person's own.
 */
export class CloudFrontEntrance extends Construct implements Entrance {
  readonly url: string;
  /** CloudFront and the load balancer each add to X-Forwarded-For. */
  readonly trustedProxies = 2;

  constructor(scope: Construct, id: string, props: CloudFrontEntranceProps) {
    super(scope, id);
    const { balancer, targetGroup } = props.loadBalancer;

    const listener = balancer.addListener('Http', {
      port: 80,
      protocol: ApplicationProtocol.HTTP,
      defaultTargetGroups: [targetGroup],
      open: false,
    });

    const distribution = new Distribution(this, 'Distribution', {
      comment: 'HTTPS for the load balancer',
      httpVersion: HttpVersion.HTTP2_AND_3,
      webAclId: props.webAclArn,
      defaultBehavior: {
        origin: VpcOrigin.withApplicationLoadBalancer(balancer, {
          // Inside AWS's own network; a certificate for the load balancer would need a domain.
          protocolPolicy: OriginProtocolPolicy.HTTP_ONLY,
          readTimeout: Duration.seconds(60),
          // Shorter than the load balancer's 60 s, as each side that reuses connections must be.
          keepaliveTimeout: Duration.seconds(55),
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // Cookies, Authorization and all: where nothing is cached, no other policy passes that one on.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
      },
      // One visitor's "not found", or a moment's 503, would be the next visitor's too.
      errorResponses: errorsThatAreCached.map((httpStatus) => ({
        httpStatus,
        ttl: Duration.seconds(0),
      })),
    });
    distribution.node.addDependency(listener);
    this.url = `https://${distribution.distributionDomainName}`;

    Validations.of(distribution).acknowledge(
      {
        id: 'AwsSolutions-CFR1',
        reason: 'The site is for every country.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'Nothing is answered from a cache: the load balancer logs every request.',
      },
      {
        id: 'AwsSolutions-CFR4',
        reason: "CloudFront's own certificate comes with its own policy; a domain brings another.",
      },
      {
        id: 'AwsSolutions-CFR5',
        reason: 'The VPC origin is reached by HTTP inside the network of AWS, so by no SSL at all.',
      },
    );
    if (props.webAclArn === undefined) {
      Validations.of(distribution).acknowledge({
        id: 'AwsSolutions-CFR2',
        reason: 'A web ACL is a cost to be chosen: `firewall` in config.ts.',
      });
    }
  }
}
