import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge-wildcard';

export interface DiffRoleProps {
  readonly roleName: string;
  readonly assumedBy: IPrincipal;
  /** The stacks whose templates it may read, all in this account. */
  readonly stacks: readonly Stack[];
}

/**
 * What a pull request may do in the account: read the templates of these stacks, which hold no secret.
 * Not the CDK's own role for looking: that one may read whatever is in the account, and a pull request
 * runs what nobody has reviewed yet. `cdk diff` says that it goes on without.
 */
export class DiffRole extends Construct {
  constructor(scope: Construct, id: string, props: DiffRoleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      roleName: props.roleName,
      description: 'Pull requests: what would change',
      assumedBy: props.assumedBy,
      maxSessionDuration: Duration.hours(1),
    });
    const resources = props.stacks.map((stack) =>
      Stack.of(this).formatArn({
        service: 'cloudformation',
        region: stack.region,
        resource: 'stack',
        resourceName: `${stack.stackName}/*`,
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
        resources,
      }),
    );
    for (const resource of resources) {
      acknowledgeWildcard(role, resource, 'The star stands for the id that the stack gets.');
    }
  }
}
