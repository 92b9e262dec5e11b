import { Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference';
import type { IConstruct } from 'constructs';

/** Acknowledges that a policy of `construct` names `resource`, which holds a star. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  // In the rule's own spelling: an id that holds a token stops the synth.
  const written = flattenCfnReference(Stack.of(construct).resolve(resource));
  Validations.of(construct).acknowledge({ id: `AwsSolutions-IAM5[Resource::${written}]`, reason });
}
