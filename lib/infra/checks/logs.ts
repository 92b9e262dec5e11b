import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { EnvironmentConfig } from '../config';
import { checkWholeNumber } from './whole-number';

/** What can't work in how long logs are kept. */
export function checkLogs({ logs }: EnvironmentConfig): string[] {
  const problems = checkWholeNumber('logs.accessDays', logs.accessDays, { least: 1 });
  if (!Object.values(RetentionDays).includes(logs.applicationDays)) {
    problems.push(
      `logs.applicationDays: ${logs.applicationDays} is none of the numbers of days that CloudWatch offers.`,
    );
  }
  return problems;
}
