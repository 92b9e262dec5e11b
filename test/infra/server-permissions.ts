import { flatten, theOne } from './templates';
import type { Properties, Template } from './templates';

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** What a server may do in the account, each as `actions on a resource`. */
export function serverPermissions(web: Template): string[] {
  const statements: Properties[] = theOne(web, 'AWS::IAM::Policy').Properties['PolicyDocument']
    .Statement;
  return statements.flatMap((statement) =>
    list(statement['Resource']).map(
      (resource) => `${list(statement['Action']).join(', ')} on ${flatten(resource)}`,
    ),
  );
}

/** The part of these that is there because of the stores. */
export function storePermissions(web: Template): string[] {
  return serverPermissions(web).filter(
    (sentence) => !withoutStores.some((action) => sentence.startsWith(action)),
  );
}

/** The first action of each permission that every server has. */
const withoutStores = [
  's3:GetObject',
  'autoscaling:CompleteLifecycleAction',
  'logs:CreateLogStream',
  'elasticloadbalancing:DescribeTargetHealth',
  'cloudformation:SignalResource',
];
