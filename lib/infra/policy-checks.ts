import { Validations } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Holds every synth of `app` against cdk-nag's AwsSolutions rules. A finding stops it, unless the
 * construct that causes it acknowledges that one finding, with a reason.
 */
export function addPolicyChecks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
