import {
  CloudFormationClient,
  DeleteChangeSetCommand,
  paginateDescribeChangeSet,
} from '@aws-sdk/client-cloudformation';
import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import type { Account } from '../account';
import { stackName } from '../deployed-stacks';
import type { Part } from '../deployed-stacks';
import type { StoreOperations } from '../store';
import { stores as ownStores } from '../stores';

/** What a deployment would throw away. */
export interface Replacement {
  readonly stack: string;
  readonly resource: string;
  readonly type: string;
  /** `True` and `Remove` for certain; `Conditional` where only the deployment itself will tell. */
  readonly kind: 'replaced' | 'perhaps replaced' | 'removed';
}

/** The stacks that hold something: the third is made to be thrown away. */
export const remembering = ['network', 'data'] as const satisfies readonly Part[];

/** What the stores stand in, and what holds the logs. */
const alsoKept = ['AWS::EC2::VPC', 'AWS::S3::Bucket'];

/**
 * What of value the change sets would replace or remove, and removes the change sets. A stack that
 * has none would not change.
 */
export async function replacements(
  account: Account,
  changeSet: string,
  stores: readonly StoreOperations[] = ownStores,
): Promise<Replacement[]> {
  const kept = new Set([...alsoKept, ...stores.flatMap(({ holds }) => holds)]);
  const found = await Promise.all(
    remembering.map(async (part) => {
      const stack = stackName(account, part);
      const changes = await read(account, stack, changeSet);
      return changes.flatMap((change) => replacementOf(change, stack, kept));
    }),
  );
  return found.flat();
}

function replacementOf(
  { ResourceType = '', LogicalResourceId = '', Action, Replacement: replaced }: ResourceChange,
  stack: string,
  kept: ReadonlySet<string>,
): Replacement[] {
  if (!kept.has(ResourceType)) return [];
  const of = (kind: Replacement['kind']): Replacement[] => [
    { stack, resource: LogicalResourceId, type: ResourceType, kind },
  ];
  if (Action === 'Remove') return of('removed');
  if (replaced === 'True') return of('replaced');
  return replaced === 'Conditional' ? of('perhaps replaced') : [];
}

async function read(
  account: Account,
  StackName: string,
  ChangeSetName: string,
): Promise<ResourceChange[]> {
  const client = account.client(CloudFormationClient);
  const changes: ResourceChange[] = [];
  try {
    for await (const page of paginateDescribeChangeSet({ client }, { StackName, ChangeSetName })) {
      changes.push(...(page.Changes ?? []).flatMap(({ ResourceChange }) => ResourceChange ?? []));
    }
    await client.send(new DeleteChangeSetCommand({ StackName, ChangeSetName }));
  } catch (error) {
    // The CDK removes a change set that is empty.
    if (error instanceof Error && error.name === 'ChangeSetNotFoundException') return [];
    throw error;
  }
  return changes;
}
