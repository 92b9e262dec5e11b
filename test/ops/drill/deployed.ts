import type { Document } from '../recorded-aws';
import { devName } from '../account-for-test';

/** What CloudFormation says of `dev`, deployed, with its site at `url`. */
export function deployed(url: string): Record<string, (input: object) => Document> {
  return {
    'cloudformation:DescribeStacks': (input) => ({
      Stacks: {
        member: {
          StackName: (input as { StackName: string }).StackName,
          StackStatus: 'UPDATE_COMPLETE',
          CreationTime: new Date('2026-01-01T00:00:00Z'),
          Outputs: {
            member: Object.entries({
              Url: url,
              ServerGroupName: devName,
              TargetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/1',
              LogGroupName: `/${devName}/servers`,
              DashboardUrl: 'https://console.aws.amazon.com/',
            }).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
          },
        },
      },
    }),
  };
}

/** The servers of `dev`, of which some may be gone. */
export class RecordedServers {
  constructor(readonly ids: string[]) {}

  readonly terminated: string[] = [];

  get answers(): Record<string, (input: Readonly<Record<string, unknown>>) => Document> {
    return {
      'autoscaling:DescribeAutoScalingGroups': () => ({
        AutoScalingGroups: {
          member: {
            AutoScalingGroupName: devName,
            MinSize: 1,
            MaxSize: 4,
            DesiredCapacity: this.ids.length,
            Instances: {
              member: this.ids.map((InstanceId) => ({
                InstanceId,
                LifecycleState: 'InService',
                HealthStatus: 'Healthy',
              })),
            },
          },
        },
      }),
      'elasticloadbalancing:DescribeTargetHealth': () => ({
        TargetHealthDescriptions: {
          member: this.ids.map((Id) => ({ Target: { Id }, TargetHealth: { State: 'healthy' } })),
        },
      }),
      'ec2:TerminateInstances': (input) => {
        const id = String(input['InstanceId.1']);
        this.terminated.push(id);
        this.ids.splice(this.ids.indexOf(id), 1, `i-instead-of-${id}`);
        return { instancesSet: { item: { instanceId: id } } };
      },
    };
  }
}
