import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge-wildcard';

export interface HostRoleProps {
  /** Fixed name of the servers' Auto Scaling group. */
  readonly groupName: string;
  /** The bucket that releases are in. */
  readonly releasesBucketName: string;
  /** Fixed name of the log group that servers write to. */
  readonly logGroupName: string;
}

/**
 * What a machine may do in the account, through its metadata service: start, answer Auto Scaling,
 * ship logs, be looked at by Session Manager, prepare the stores as far as these grant it, and become
 * the server's role. The server itself can't reach that service (see host/app.service), so it has none
 * of this. The group of servers adds the signal to CloudFormation.
 */
export class HostRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HostRoleProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      description: 'Machines that servers run on',
    });
    const allow = (actions: string[], resource: string, whyWildcard: string): void => {
      this.role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
      acknowledgeWildcard(this.role, resource, whyWildcard);
    };

    allow(
      ['s3:GetObject'],
      stack.formatArn({
        service: 's3',
        region: '',
        account: '',
        resource: props.releasesBucketName,
        resourceName: '*.zip',
      }),
      'Any release and not this one alone: during a rollback the servers of the old one must start.',
    );
    allow(
      ['autoscaling:CompleteLifecycleAction'],
      stack.formatArn({
        service: 'autoscaling',
        resource: 'autoScalingGroup:*:autoScalingGroupName',
        resourceName: props.groupName,
      }),
      'The star stands for the id of the group, which needs this role before it has one.',
    );
    allow(
      ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${props.logGroupName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      'The star stands for the streams of the group, one or two for each server.',
    );
    allow(
      [
        'elasticloadbalancing:DescribeTargetHealth',
        // Session Manager, and not the managed policy for it: that one reads every parameter of
        // the account's Parameter Store.
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      '*',
      'IAM knows no resource smaller than all for these.',
    );
  }
}
