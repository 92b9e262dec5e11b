/** What an operator is told of the session keys, which only the servers' log knows. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { AlarmDefinition } from '../../alarm-definition';

/** What servers say of the ring as they follow it (`app/keys/followed-keys.ts`). */
const keyRingLines = {
  unreadable: ['the last good key ring stays in use*'],
  readable: ['the key ring is loaded', 'the key ring can be read again'],
  hasty: ['the new key *'],
} as const;

/**
 * Makes figures of what servers say: 1 from a line that says there is trouble, 0 from one that says it
 * is over.
 * @param name of the environment: namespace of the metrics
 */
export function readKeyRingLines(log: ILogGroup, name: string): void {
  const read = (id: string, lines: readonly string[], metricName: string, value: string): void => {
    const said = lines.map((line) => `($.msg = "${line}")`).join(' || ');
    log.addMetricFilter(id, {
      filterPattern: FilterPattern.literal(`{ ${said} }`),
      metricNamespace: name,
      metricName,
      metricValue: value,
    });
  };
  read('SessionKeysUnreadable', keyRingLines.unreadable, 'SessionKeysUnreadable', '1');
  read('SessionKeysReadable', keyRingLines.readable, 'SessionKeysUnreadable', '0');
  read('SessionKeysHasty', keyRingLines.hasty, 'SessionKeysHasty', '1');
}

/** @param name of the environment */
export function keyRingAlarms(name: string): AlarmDefinition[] {
  const metric = (metricName: string, period: Duration): Metric =>
    new Metric({ namespace: name, metricName, statistic: Stats.MAXIMUM, period });
  return [
    {
      id: 'session-keys-unreadable',
      metric: metric('SessionKeysUnreadable', Duration.minutes(1)),
      threshold: 0,
      periods: 1,
      // A server says it once, and then again when it is over: until then nothing has changed.
      missing: TreatMissingData.IGNORE,
      whatToDo:
        'Servers can not read the key ring any more, or what is there is no key ring: they go on with the one they have, and a new server does not start at all. Look in their log for what is wrong ("the last good key ring stays in use"); if the secret was changed last, put its version before that back (aws secretsmanager update-secret-version-stage).',
    },
    {
      id: 'session-keys-hasty',
      metric: metric('SessionKeysHasty', Duration.hours(1)),
      threshold: 0,
      periods: 1,
      whatToDo:
        'A new key has begun to be used before all servers knew it: visitors may have been signed out for some minutes. There is nothing left to do; name the next key for a time some minutes ahead.',
    },
  ];
}
