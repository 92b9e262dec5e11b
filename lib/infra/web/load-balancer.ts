import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  DesyncMitigationMode,
  Protocol,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { logPrefixes } from '../network/log-bucket';
import { serverPort } from '../server-port';

/** How the load balancer judges a server; the server's own stop waits for the same numbers. */
export const healthCheck = { intervalSeconds: 5, timeoutSeconds: 3, healthy: 2, unhealthy: 2 };

/**
 * Seconds that the load balancer goes on with requests under way on a server that leaves. The
 * server itself is told to stop only after these.
 */
const deregistrationSeconds = 30;

export interface LoadBalancerProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
  /** With an address of its own on the internet. Changing it replaces the load balancer. */
  readonly internetFacing: boolean;
  readonly protect: boolean;
  /** Gets the access logs, under `access-logs/`. */
  readonly logBucket: IBucket;
}

/**
 * Spreads requests over the servers, each of which may answer any of them: there is no stickiness,
 * and the server with the fewest open requests gets the next one.
 */
export class LoadBalancer extends Construct {
  readonly balancer: ApplicationLoadBalancer;
  readonly targetGroup: ApplicationTargetGroup;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.balancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      securityGroup: props.securityGroup,
      internetFacing: props.internetFacing,
      deletionProtection: props.protect,
      // Shorter than the server's keep-alive time-out of 65 s: the side that reuses a connection
      // must be the one that closes it first, or clients get 502.
      idleTimeout: Duration.seconds(60),
      dropInvalidHeaderFields: true,
      desyncMitigationMode: DesyncMitigationMode.DEFENSIVE,
    });
    this.balancer.logAccessLogs(props.logBucket, logPrefixes.access);

    this.targetGroup = new ApplicationTargetGroup(this, 'Targets', {
      vpc: props.vpc,
      targetType: TargetType.INSTANCE,
      port: serverPort,
      protocol: ApplicationProtocol.HTTP,
      loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      deregistrationDelay: Duration.seconds(deregistrationSeconds),
      healthCheck: {
        path: '/readyz',
        protocol: Protocol.HTTP,
        healthyHttpCodes: '200',
        interval: Duration.seconds(healthCheck.intervalSeconds),
        timeout: Duration.seconds(healthCheck.timeoutSeconds),
        healthyThresholdCount: healthCheck.healthy,
        unhealthyThresholdCount: healthCheck.unhealthy,
      },
    });
  }
}
