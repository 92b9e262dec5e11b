import { alarmsSection } from '../../../lib/ops/status/alarms-section';
import { devName, recordedAws } from '../account-for-test';

const recorded = recordedAws();

async function findings(alarms: readonly object[]) {
  recorded.aws.answer({ 'monitoring:DescribeAlarms': { MetricAlarms: alarms } });
  return (await alarmsSection(await recorded.open())).findings;
}

const alarm = (id: string, StateValue: string, more = {}) => ({
  AlarmName: `${devName}-${id}`,
  StateValue,
  ...more,
});

test('an alarm that rings says since when, why, and what to do', async () => {
  const all = await findings([
    alarm('servers-cpu', 'OK'),
    alarm('server-errors', 'ALARM', {
      StateReason: 'Threshold Crossed: 3 datapoints were greater than 1.0',
      StateTransitionedTimestamp: Date.now() / 1000 - 12.5 * 60,
      AlarmDescription: 'Go back to the release before.',
    }),
  ]);
  expect(all).toMatchObject([
    {
      health: 'bad',
      subject: `${devName}-server-errors`,
      says: 'in alarm since 12 minutes: Threshold Crossed: 3 datapoints were greater than 1.0',
      cure: 'Go back to the release before.',
    },
  ]);
});

test('silence is well, and those without data are counted', async () => {
  expect(await findings([alarm('a', 'OK'), alarm('b', 'INSUFFICIENT_DATA')])).toMatchObject([
    { health: 'well', says: 'none of 2 in alarm, 1 with no data yet' },
  ]);
  expect(recorded.aws.requests.at(-1)?.input).toMatchObject({ AlarmNamePrefix: `${devName}-` });
});

test('no alarms at all are bad', async () => {
  expect(await findings([])).toMatchObject([{ health: 'bad' }]);
});
