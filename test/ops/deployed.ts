import { accountId, devName } from './account-for-test';
import type { Answer, Document } from './recorded-aws';

const hoursAgo = (hours: number): Date => new Date(Date.now() - (hours * 60 + 1) * 60_000);

/** A release by its hash, and the launch template version that starts it. */
export const releases = { '7': 'a'.repeat(64), '8': 'b'.repeat(64) };

const targetGroupArn = `arn:aws:elasticloadbalancing:us-east-1:${accountId}:targetgroup/targets/0123456789abcdef`;

/** What CloudFormation says of one stack. */
export function stack(part: string, changes: Document = {}): Document {
  return {
    Stacks: {
      member: {
        StackName: `${devName}-${part}`,
        StackId: `arn:aws:cloudformation:us-east-1:${accountId}:stack/${devName}-${part}/1`,
        CreationTime: hoursAgo(72),
        LastUpdatedTime: hoursAgo(part === 'web' ? 2 : 48),
        StackStatus: 'UPDATE_COMPLETE',
        ...changes,
      },
    },
  };
}

/** Of the Web stack. @param url where the site answers */
function webOutputs(url: string): Document {
  const outputs = {
    Url: url,
    ServerGroupName: devName,
    TargetGroupArn: targetGroupArn,
    LogGroupName: `/${devName}/servers`,
    DashboardUrl: `https://console.example/dashboards/${devName}`,
  };
  return {
    Outputs: {
      member: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
        OutputKey,
        OutputValue,
      })),
    },
  };
}

/** A server of the group, as Auto Scaling has it. */
export function server(InstanceId: string, zone: string, changes: Document = {}): Document {
  return {
    InstanceId,
    AvailabilityZone: zone,
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '8' },
    ...changes,
  };
}

/** A server as the load balancer has it. */
export function target(Id: string, State: string, more: Document = {}): Document {
  return { Target: { Id, Port: 8080 }, TargetHealth: { State, ...more } };
}

export interface Deployed {
  readonly url: string;
  readonly servers?: readonly Document[];
  readonly targets?: readonly Document[];
  readonly group?: Document;
  readonly refreshes?: readonly Document[];
  readonly activities?: readonly Document[];
  readonly alarms?: readonly object[];
}

/** Answers for an environment that is all well, but for what a test sets. Stores are not among it. */
export function deployed({
  url,
  servers = [server('i-1', 'us-east-1a'), server('i-2', 'us-east-1b')],
  targets = [target('i-1', 'healthy'), target('i-2', 'healthy')],
  group = {},
  refreshes = [],
  activities = [],
  alarms = [{ AlarmName: `${devName}-server-errors`, StateValue: 'OK' }],
}: Deployed): Record<string, Answer> {
  return {
    'cloudformation:DescribeStacks': ({ StackName }) => {
      const part = String(StackName).slice(devName.length + 1);
      return stack(part, part === 'web' ? webOutputs(url) : {});
    },
    'autoscaling:DescribeAutoScalingGroups': {
      AutoScalingGroups: {
        member: {
          AutoScalingGroupName: devName,
          MinSize: 2,
          MaxSize: 8,
          DesiredCapacity: 2,
          LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '8' },
          Instances: { member: servers },
          ...group,
        },
      },
    },
    'autoscaling:DescribeInstanceRefreshes': { InstanceRefreshes: { member: refreshes } },
    'autoscaling:DescribeScalingActivities': { Activities: { member: activities } },
    'elasticloadbalancing:DescribeTargetHealth': { TargetHealthDescriptions: { member: targets } },
    'ec2:DescribeInstances': {
      reservationSet: {
        item: {
          instancesSet: {
            item: ['i-1', 'i-2'].map((instanceId) => ({ instanceId, launchTime: hoursAgo(5) })),
          },
        },
      },
    },
    'ec2:DescribeLaunchTemplateVersions': {
      launchTemplateVersionSet: {
        item: Object.entries(releases).map(([versionNumber, release]) => ({
          launchTemplateId: 'lt-1',
          versionNumber,
          launchTemplateData: {
            userData: Buffer.from(`aws s3 cp 's3://assets/${release}.zip' /opt/app`).toString(
              'base64',
            ),
          },
        })),
      },
    },
    'monitoring:DescribeAlarms': { MetricAlarms: alarms, CompositeAlarms: [] },
  };
}
