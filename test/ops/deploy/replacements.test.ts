import { replacements } from '../../../lib/ops/deploy/replacements';
import { devName, recordedAws } from '../account-for-test';
import { Refusal } from '../recorded-aws';
import type { Answer } from '../recorded-aws';

const recorded = recordedAws();

const change = (ResourceType: string, Action: string, Replacement?: string) => ({
  Type: 'Resource',
  ResourceChange: {
    ResourceType,
    LogicalResourceId: ResourceType.split('::').at(-1),
    Action,
    ...(Replacement === undefined ? {} : { Replacement }),
  },
});

/** By stack; the others have no change set, as the CDK removes one that is empty. */
function changeSets(changes: Record<string, readonly object[]>): Record<string, Answer> {
  return {
    'cloudformation:DescribeChangeSet': ({ StackName }) => {
      const of = changes[String(StackName).slice(devName.length + 1)];
      return of === undefined
        ? new Refusal('ChangeSetNotFound', 'ChangeSet does not exist', 404)
        : { Changes: { member: of } };
    },
    'cloudformation:DeleteChangeSet': {},
  };
}

async function found(changes: Record<string, readonly object[]>) {
  recorded.aws.answer(changeSets(changes));
  return replacements(await recorded.open(), 'snapshot-first-1', [
    {
      title: 'Store',
      holds: ['AWS::Some::Store'],
      status: async () => [],
      snapshot: { none: 'nothing' },
    },
  ]);
}

test('nothing changes: nothing is replaced', async () => {
  expect(await found({})).toEqual([]);
});

test('what remembers and would be replaced or removed is found, in both stacks', async () => {
  expect(
    await found({
      network: [change('AWS::EC2::VPC', 'Modify', 'True')],
      data: [
        change('AWS::Some::Store', 'Modify', 'Conditional'),
        change('AWS::Some::Store', 'Remove'),
      ],
    }),
  ).toEqual([
    { stack: `${devName}-network`, resource: 'VPC', type: 'AWS::EC2::VPC', kind: 'replaced' },
    {
      stack: `${devName}-data`,
      resource: 'Store',
      type: 'AWS::Some::Store',
      kind: 'perhaps replaced',
    },
    { stack: `${devName}-data`, resource: 'Store', type: 'AWS::Some::Store', kind: 'removed' },
  ]);
});

test('what is changed in place, added, or holds nothing is not', async () => {
  expect(
    await found({
      data: [
        change('AWS::Some::Store', 'Modify', 'False'),
        change('AWS::Some::Store', 'Add'),
        change('AWS::EC2::SecurityGroup', 'Modify', 'True'),
      ],
    }),
  ).toEqual([]);
});

test('the change set is removed', async () => {
  await found({ data: [] });
  expect(recorded.aws.requests).toContainEqual({
    action: 'cloudformation:DeleteChangeSet',
    input: expect.objectContaining({
      StackName: `${devName}-data`,
      ChangeSetName: 'snapshot-first-1',
    }),
  });
});
