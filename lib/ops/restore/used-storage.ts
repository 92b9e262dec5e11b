import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { Account } from '../account';
import type { Check } from './restorable';

/** One metric of RDS, in bytes, of one database. */
export interface StorageMetric {
  readonly name: string;
  readonly dimension: string;
}

/** Its newest value within the last quarter of an hour; undefined while there is none. */
export async function newest(
  account: Account,
  { name, dimension }: StorageMetric,
  of: string,
): Promise<number | undefined> {
  const { Datapoints = [] } = await account.client(CloudWatchClient).send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/RDS',
      MetricName: name,
      Dimensions: [{ Name: dimension, Value: of }],
      StartTime: new Date(Date.now() - 15 * 60_000),
      EndTime: new Date(),
      Period: 60,
      Statistics: ['Average'],
    }),
  );
  return Datapoints.toSorted(
    (a, b) => (a.Timestamp?.getTime() ?? 0) - (b.Timestamp?.getTime() ?? 0),
  ).at(-1)?.Average;
}

/** The copy may have this much less than what it was made from: logs and temporary files don't come along. */
const LEAST = 0.5;

/** Whether about as much came back as there is. @param bytes used, by the original and by the copy */
export function compareUsed(original: number | undefined, copy: number | undefined): Check {
  const name = 'used storage';
  if (original === undefined || copy === undefined) {
    return { name, result: 'unknown', says: 'CloudWatch has not measured it in time' };
  }
  return {
    name,
    result: copy >= original * LEAST ? 'passed' : 'failed',
    says: `${inMiB(copy)} of ${inMiB(original)}`,
  };
}

function inMiB(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20).toLocaleString('en')} MiB`;
}
