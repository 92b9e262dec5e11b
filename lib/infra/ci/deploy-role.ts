import { DefaultStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Of the roles that `cdk bootstrap` makes, those that a deployment takes: to change stacks, to upload
 * the server, to compare. Not the one for container images, of which there are none.
 */
const bootstrapRoles = ['deploy-role', 'file-publishing-role', 'lookup-role'] as const;

export interface DeployRoleProps {
  readonly roleName: string;
  readonly description: string;
  readonly assumedBy: IPrincipal;
  /** Where it deploys to, of this account: each region is bootstrapped. */
  readonly regions: readonly string[];
}

/**
 * Deploys one environment, and can by itself do nothing but take the CDK's own roles. Through them
 * CloudFormation does what `cdk bootstrap` has allowed it, which is everything unless one gives it
 * `--cloudformation-execution-policies`; and these roles know no environments. So what keeps prod apart
 * from dev for sure is an account of its own.
 */
export class DeployRole extends Construct {
  constructor(scope: Construct, id: string, props: DeployRoleProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const qualifier =
      stack.synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
    const role = new Role(this, 'Role', {
      roleName: props.roleName,
      description: props.description,
      assumedBy: props.assumedBy,
      // A first deployment takes up to half an hour, a large fleet's rollout longer.
      maxSessionDuration: Duration.hours(2),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: props.regions.flatMap((region) =>
          bootstrapRoles.map((name) =>
            stack.formatArn({
              service: 'iam',
              region: '',
              resource: 'role',
              resourceName: `cdk-${qualifier}-${name}-${stack.account}-${region}`,
            }),
          ),
        ),
      }),
    );
  }
}
