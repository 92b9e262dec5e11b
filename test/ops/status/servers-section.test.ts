import { readStacks, webOutputs } from '../../../lib/ops/deployed-stacks';
import { serversSection } from '../../../lib/ops/status/servers-section';
import { devName, recordedAws } from '../account-for-test';
import { deployed, releases, server, target } from '../deployed';
import type { Deployed } from '../deployed';
import { Refusal } from '../recorded-aws';

const recorded = recordedAws();

async function findings(changes: Omit<Deployed, 'url'> = {}) {
  recorded.aws.answer(deployed({ url: 'http://localhost', ...changes }));
  const account = await recorded.open();
  const outputs = webOutputs(account, await readStacks(account));
  return (await serversSection(account, outputs)).findings;
}

test('each server with its zone, age and release', async () => {
  const all = await findings();
  expect(all.map(({ health, subject, says }) => `${health} ${subject} ${says}`)).toEqual([
    `well ${devName} 2 healthy, wanted 2 of 2 to 8`,
    'well i-1 healthy, us-east-1a, 5 hours old, release bbbbbbbb',
    'well i-2 healthy, us-east-1b, 5 hours old, release bbbbbbbb',
  ]);
  expect(all[1]?.facts).toMatchObject({ release: releases['8'] });
});

test('a server that fails its check is bad, with the reason that the load balancer gives', async () => {
  const all = await findings({
    targets: [
      target('i-1', 'healthy'),
      target('i-2', 'unhealthy', {
        Reason: 'Target.ResponseCodeMismatch',
        Description: 'Health checks failed with these codes: [503]',
      }),
    ],
  });
  expect(all[0]).toMatchObject({ health: 'bad', cure: expect.stringContaining('boot log') });
  expect(all[2]).toMatchObject({
    health: 'bad',
    says: expect.stringContaining('codes: [503] (Target.ResponseCodeMismatch)'),
  });
});

test('a server that comes or goes is a notice, and one kept ready is well', async () => {
  const all = await findings({
    servers: [
      server('i-1', 'us-east-1a'),
      server('i-2', 'us-east-1b'),
      server('i-3', 'us-east-1a', { LifecycleState: 'Pending:Wait' }),
      server('i-4', 'us-east-1a', { LifecycleState: 'Warmed:Stopped' }),
    ],
  });
  expect(all.slice(3)).toMatchObject([
    { health: 'notice', says: expect.stringMatching(/^Pending:Wait/) },
    { health: 'well', says: expect.stringMatching(/^Warmed:Stopped/) },
  ]);
});

test('a server of an older release says so', async () => {
  const all = await findings({
    servers: [
      server('i-1', 'us-east-1a'),
      server('i-2', 'us-east-1b', { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '7' } }),
    ],
  });
  expect(all[2]?.says).toContain('release aaaaaaaa');
});

test('what is suspended is a notice', async () => {
  const all = await findings({
    group: { SuspendedProcesses: { member: [{ ProcessName: 'AlarmNotification' }] } },
  });
  expect(all[0]).toMatchObject({
    health: 'notice',
    says: expect.stringContaining('suspended: AlarmNotification'),
  });
});

describe('a rollout', () => {
  const refresh = (changes: object) => ({
    InstanceRefreshId: 'r',
    StartTime: new Date(),
    ...changes,
  });

  test('under way is a notice with how far it is', async () => {
    expect(
      await findings({ refreshes: [refresh({ Status: 'InProgress', PercentageComplete: 34 })] }),
    ).toContainEqual(
      expect.objectContaining({
        health: 'notice',
        subject: 'rollout',
        says: 'InProgress, 34 % done',
      }),
    );
  });

  test('that goes back is bad', async () => {
    expect(
      await findings({
        refreshes: [refresh({ Status: 'RollbackInProgress', StatusReason: 'An alarm fired' })],
      }),
    ).toContainEqual(expect.objectContaining({ health: 'bad', subject: 'rollout' }));
  });

  test('that went back is bad for a day, with its reason, and then over', async () => {
    const rolledBack = (EndTime: Date) => [
      refresh({
        Status: 'RollbackSuccessful',
        EndTime,
        RollbackDetails: { RollbackReason: 'alarm server-errors' },
      }),
    ];
    expect(await findings({ refreshes: rolledBack(new Date()) })).toContainEqual(
      expect.objectContaining({
        health: 'bad',
        says: 'RollbackSuccessful just now: alarm server-errors',
      }),
    );
    const twoDays = 2 * 24 * 3600 * 1000;
    expect(await findings({ refreshes: rolledBack(new Date(Date.now() - twoDays)) })).toHaveLength(
      3,
    );
  });

  test('that succeeded is nothing to tell', async () => {
    expect(
      await findings({ refreshes: [refresh({ Status: 'Successful', EndTime: new Date() })] }),
    ).toHaveLength(3);
  });
});

describe('an activity of Auto Scaling', () => {
  const activity = (StatusCode: string) => ({
    ActivityId: StatusCode,
    Description: 'Launching a new EC2 instance',
    StatusCode,
    StatusMessage: 'We currently do not have sufficient capacity',
    StartTime: new Date(),
  });

  test('that failed last is bad, with why', async () => {
    expect(
      await findings({ activities: [activity('Failed'), activity('Successful')] }),
    ).toContainEqual(
      expect.objectContaining({
        health: 'bad',
        says: expect.stringContaining('do not have sufficient capacity'),
      }),
    );
  });

  test('that a success followed is over', async () => {
    expect(
      await findings({ activities: [activity('Successful'), activity('Failed')] }),
    ).toHaveLength(3);
  });
});

test('the servers are shown although the refreshes may not be read', async () => {
  recorded.aws.answer({
    ...deployed({ url: 'http://localhost' }),
    'autoscaling:DescribeInstanceRefreshes': new Refusal(
      'AccessDenied',
      'not authorized to perform: autoscaling:DescribeInstanceRefreshes',
      403,
    ),
  });
  const account = await recorded.open();
  const { findings: all } = await serversSection(
    account,
    webOutputs(account, await readStacks(account)),
  );
  expect(all).toHaveLength(4);
  expect(all[3]?.says).toContain('AWS denied autoscaling:DescribeInstanceRefreshes');
});
