import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import {
  AdditionalHealthCheckType,
  AutoScalingGroup,
  BlockDeviceVolume,
  CfnAutoScalingGroup,
  EbsDeviceVolumeType,
  GroupMetrics,
  HealthChecks,
  Signals,
  TerminationPolicy,
} from 'aws-cdk-lib/aws-autoscaling';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AmazonLinuxCpuType,
  InstanceInitiatedShutdownBehavior,
  InstanceType,
  LaunchTemplate,
  LaunchTemplateHttpTokens,
  MachineImage,
} from 'aws-cdk-lib/aws-ec2';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ServersConfig } from '../config';
import { deploymentTag } from '../deployment-tag';
import { serverTypes } from '../instance-types';
import { healthCheck } from './load-balancer';
import type { LoadBalancer } from './load-balancer';
import { healthGraceSeconds, rollout } from './rollout';
import { addSchedule } from './schedule';
import { serverUserData } from './server-user-data';
import { addWarmPool } from './warm-pool';

/** Seconds a server has for the requests under way, once it takes no new ones. */
const drainSeconds = 30;

/**
 * Seconds a server goes on serving after SIGTERM while its readiness says no: until the load
 * balancer has noticed. Needed where nothing deregistered it first, as before a spot interruption.
 */
const noticeSeconds = healthCheck.intervalSeconds * healthCheck.unhealthy + 5;

/** What the server is told about how to stop. */
export const stopEnvironment = {
  SHUTDOWN_DELAY_SECONDS: String(noticeSeconds),
  SHUTDOWN_TIMEOUT_SECONDS: String(drainSeconds),
};

const launchHookName = 'launch';
const terminateHookName = 'terminate';

/** The Auto Scaling group's logical id: in user data, from where CloudFormation is signalled. */
const groupLogicalId = 'ServerGroup';

export interface ServersProps {
  /** Fixed name of the group: its role's policy needs it before the group is there. */
  readonly name: string;
  readonly config: ServersConfig;
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
  /** What the machine itself may do. */
  readonly hostRole: Role;
  /** What the server on it may do. */
  readonly role: Role;
  readonly loadBalancer: LoadBalancer;
  /** `s3://…zip` of the bundle. */
  readonly releaseUrl: string;
  readonly logGroupName: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Each of them firing stops a rollout by `refresh` and turns it back. */
  readonly releaseAlarms: readonly IAlarm[];
}

/** The servers: alike, replaceable, as many as the traffic needs. */
export class Servers extends Construct {
  readonly group: AutoScalingGroup;

  constructor(scope: Construct, id: string, props: ServersProps) {
    super(scope, id);
    const { config } = props;
    const stack = Stack.of(this);

    const launchTemplate = new LaunchTemplate(this, 'Template', {
      instanceType: new InstanceType(config.type),
      // By a parameter of the template: `resolve:ssm` in the launch template itself makes an
      // instance refresh refuse to go back.
      machineImage: MachineImage.latestAmazonLinux2023({
        cpuType:
          serverTypes[config.type].architecture === 'arm64'
            ? AmazonLinuxCpuType.ARM_64
            : AmazonLinuxCpuType.X86_64,
      }),
      role: props.hostRole,
      securityGroup: props.securityGroup,
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      instanceInitiatedShutdownBehavior: InstanceInitiatedShutdownBehavior.TERMINATE,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: BlockDeviceVolume.ebs(config.diskGiB, {
            encrypted: true,
            volumeType: EbsDeviceVolumeType.GP3,
          }),
        },
      ],
      userData: serverUserData({
        region: stack.region,
        stackName: stack.stackName,
        groupLogicalId,
        groupName: props.name,
        launchHookName,
        terminateHookName,
        targetGroupArn: props.loadBalancer.targetGroup.targetGroupArn,
        logGroupName: props.logGroupName,
        serverRoleArn: props.role.roleArn,
        releaseUrl: props.releaseUrl,
        environment: props.environment,
      }),
    });

    // Also on the disks, which the group hands no tags down to.
    Tags.of(launchTemplate).add('Name', props.name);
    Tags.of(launchTemplate).add(deploymentTag, props.name);

    this.group = new AutoScalingGroup(this, 'Group', {
      autoScalingGroupName: props.name,
      launchTemplate,
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      // No desired capacity: a deployment must not undo what scaling did.
      minCapacity: config.min,
      maxCapacity: config.max,
      // Whatever replaces a server starts the new one first.
      minHealthyPercentage: 100,
      maxHealthyPercentage: 200,
      healthChecks: HealthChecks.withAdditionalChecks({
        additionalTypes: [AdditionalHealthCheckType.ELB],
        gracePeriod: Duration.seconds(healthGraceSeconds),
      }),
      defaultInstanceWarmup: Duration.minutes(1),
      maxInstanceLifetime: Duration.days(config.maxLifetimeDays),
      terminationPolicies: [TerminationPolicy.OLDEST_LAUNCH_TEMPLATE, TerminationPolicy.DEFAULT],
      groupMetrics: [GroupMetrics.all()],
      signals: Signals.waitForMinCapacity({ timeout: Duration.minutes(15) }),
      updatePolicy: rollout(config, props.releaseAlarms),
    });
    const cfnGroup = this.group.node.defaultChild;
    if (!(cfnGroup instanceof CfnAutoScalingGroup)) throw new Error('The group has no resource.');
    cfnGroup.overrideLogicalId(groupLogicalId);
    // In the group itself: hooks that are resources of their own miss the first servers.
    cfnGroup.lifecycleHookSpecificationList = [
      {
        lifecycleHookName: launchHookName,
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        heartbeatTimeout: Duration.minutes(15).toSeconds(),
        defaultResult: 'ABANDON',
      },
      {
        lifecycleHookName: terminateHookName,
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeout: noticeSeconds + drainSeconds + 75,
        defaultResult: 'CONTINUE',
      },
    ];
    // A server needs its policies, and a way for requests to come, from its first second.
    cfnGroup.node.addDependency(
      props.hostRole,
      props.role,
      ...props.loadBalancer.balancer.listeners,
    );
    Validations.of(this.group).acknowledge({
      id: 'AwsSolutions-AS3',
      reason: 'Servers come and go by design; the alarms say when there are too few.',
    });
    if (config.rollout === 'refresh') {
      Validations.of(this.group).acknowledge({
        id: '@aws-cdk/aws-autoscaling:signalsNotUsedByInstanceRefresh',
        reason: 'Signals guard the creation; the launch hook and the alarms guard a refresh.',
      });
    }

    this.group.attachToApplicationTargetGroup(props.loadBalancer.targetGroup);
    this.group.scaleOnRequestCount('Requests', {
      targetRequestsPerMinute: config.requestsPerMinute,
    });
    this.group.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: config.cpuPercent });
    addSchedule(this.group, config);
    addWarmPool(this.group, config.warmPool);
  }
}
