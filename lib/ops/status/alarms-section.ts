import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Account } from '../account';
import { ago } from '../ago';
import type { Finding, Section } from '../finding';
import { look } from '../look';

/** Alarms that ring, each with what to do, which is its own description. */
export async function alarmsSection(account: Account): Promise<Section> {
  return { title: 'Alarms', findings: await look(account.name, () => alarms(account)) };
}

async function alarms(account: Account): Promise<readonly Finding[]> {
  const all: MetricAlarm[] = [];
  const pages = paginateDescribeAlarms(
    { client: account.client(CloudWatchClient) },
    { AlarmNamePrefix: `${account.name}-`, AlarmTypes: ['MetricAlarm'] },
  );
  for await (const { MetricAlarms = [] } of pages) all.push(...MetricAlarms);

  const ringing = all.filter(({ StateValue }) => StateValue === 'ALARM').map(rings);
  if (ringing.length > 0) return ringing;
  const silent = all.filter(({ StateValue }) => StateValue === 'INSUFFICIENT_DATA').length;
  return [
    all.length === 0
      ? { health: 'bad', subject: account.name, says: 'there are no alarms at all' }
      : {
          health: 'well',
          subject: account.name,
          says: `none of ${all.length} in alarm${silent > 0 ? `, ${silent} with no data yet` : ''}`,
          facts: { alarms: all.length, withoutData: silent },
        },
  ];
}

function rings(alarm: MetricAlarm): Finding {
  const { AlarmName = '', StateReason, AlarmDescription } = alarm;
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    health: 'bad',
    subject: AlarmName,
    says: `in alarm${since === undefined ? '' : ` since ${ago(since).replace(/ ago$/, '')}`}: ${StateReason ?? ''}`,
    ...(AlarmDescription === undefined ? {} : { cure: AlarmDescription }),
    facts: { state: alarm.StateValue, since, reason: StateReason },
  };
}
