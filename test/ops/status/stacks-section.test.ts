import { readStacks, webOutputs } from '../../../lib/ops/deployed-stacks';
import { Failure } from '../../../lib/ops/failure';
import { stacksSection } from '../../../lib/ops/status/stacks-section';
import { devName, recordedAws } from '../account-for-test';
import { stack } from '../deployed';
import { Refusal } from '../recorded-aws';

const recorded = recordedAws();

const absent = new Refusal('ValidationError', 'Stack with id x does not exist');

async function findings(webStatus: string | undefined) {
  recorded.aws.answer({
    'cloudformation:DescribeStacks': ({ StackName }) => {
      if (!String(StackName).endsWith('-web'))
        return stack(String(StackName).slice(devName.length + 1));
      return webStatus === undefined ? absent : stack('web', { StackStatus: webStatus });
    },
  });
  const account = await recorded.open();
  return (await stacksSection(account, await readStacks(account))).findings;
}

test('each stack with its state and its last change', async () => {
  const all = await findings('UPDATE_COMPLETE');
  expect(all.map(({ health, subject, says }) => `${health} ${subject}: ${says}`)).toEqual([
    `well ${devName}-network: UPDATE_COMPLETE, last deployed 2 days ago`,
    `well ${devName}-data: UPDATE_COMPLETE, last deployed 2 days ago`,
    `well ${devName}-web: UPDATE_COMPLETE, last deployed 2 hours ago`,
  ]);
});

test('a deployment under way is a notice', async () => {
  expect((await findings('UPDATE_IN_PROGRESS')).at(-1)).toMatchObject({ health: 'notice' });
});

test('a deployment that was taken back is bad, with the first thing that failed', async () => {
  recorded.aws.answer({
    'cloudformation:DescribeStackEvents': {
      StackEvents: {
        member: [
          {
            LogicalResourceId: 'Listener',
            ResourceStatus: 'CREATE_FAILED',
            ResourceStatusReason: 'Resource creation cancelled',
          },
          {
            LogicalResourceId: 'ServerGroup',
            ResourceStatus: 'UPDATE_FAILED',
            ResourceStatusReason: 'Received 1 FAILURE signal',
          },
        ].map((event) => ({
          StackId: 's',
          EventId: event.LogicalResourceId,
          StackName: `${devName}-web`,
          Timestamp: new Date(),
          ...event,
        })),
      },
    },
  });
  expect((await findings('UPDATE_ROLLBACK_COMPLETE')).slice(-2)).toMatchObject([
    { health: 'bad', cure: expect.stringContaining('taken back') },
    { health: 'bad', subject: 'ServerGroup', says: 'UPDATE_FAILED: Received 1 FAILURE signal' },
  ]);
});

test('a stack that is not there is bad, with the command that makes it', async () => {
  expect((await findings(undefined)).at(-1)).toMatchObject({
    health: 'bad',
    says: 'is not deployed',
    cure: 'npm run deploy',
  });
});

test('what needs the outputs of the Web stack says that it is not deployed', async () => {
  recorded.aws.answer({ 'cloudformation:DescribeStacks': absent });
  const account = await recorded.open();
  const stacks = await readStacks(account);
  expect(stacks).toEqual({});
  expect(() => webOutputs(account, stacks)).toThrow(Failure);
});

test('a firewall before CloudFront has a stack of its own, in the region that AWS asks for', async () => {
  const asked: unknown[] = [];
  recorded.aws.answer({
    'cloudformation:DescribeStacks': ({ StackName }) => {
      asked.push(StackName);
      return stack(String(StackName).slice(devName.length + 1));
    },
  });
  const account = await recorded.open();
  const config = {
    ...account.config,
    httpsWithoutDomain: 'cloudfront',
    firewall: { requestsPerMinute: 600, managedRules: [] },
  } as const;
  const behind = { ...account, config, project: { ...account.project, domain: undefined } };
  const { findings: all } = await stacksSection(behind, await readStacks(behind));
  expect(all.map(({ subject }) => subject)).toContain(`${devName}-firewall`);
  expect(asked).toContain(`${devName}-firewall`);
});
