import { duration } from '../ago';
import type { Check, From } from './restorable';

/** What a restore drill found. */
export interface RestoreReport {
  /** Of this object: a program that knows another one should stop. */
  readonly format: 1;
  readonly result: 'passed' | 'failed' | 'interrupted';
  /** Why it failed, where no check did. */
  readonly problem?: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly runBy: string;
  readonly database: string;
  /** What the second database was called. */
  readonly copy: string;
  readonly from: From;
  /** ISO 8601, UTC. */
  readonly began: string;
  /** Of when the data is that came back. */
  readonly dataOf: string;
  /** How old it was then: what would have been lost (the recovery point). */
  readonly dataAgeSeconds: number;
  /** From the request until the engine took connections (the recovery time); null: it never did. */
  readonly restoreSeconds: number | null;
  readonly checks: readonly Check[];
  readonly isRemoved: boolean;
  /** The commands that remove what is left. */
  readonly removal: readonly string[];
}

const signs: Readonly<Record<Check['result'], string>> = { passed: '✔', failed: '✖', unknown: '?' };

export function restoreText(report: RestoreReport): string {
  const { restoreSeconds, dataAgeSeconds, checks, isRemoved, copy, problem } = report;
  return [
    `Restore of ${report.database}, ${report.began.replace(/\.\d+Z$/, 'Z')}, in account ${report.account}, ${report.region}, by ${report.runBy}`,
    `  time to restore (RTO): ${restoreSeconds === null ? 'it never came up' : duration(restoreSeconds)}`,
    `  age of the data (RPO): ${duration(dataAgeSeconds)}, ${report.from === 'time' ? 'to the newest moment' : 'from the newest snapshot'}`,
    ...checks.map(({ name, result, says }) => `  ${signs[result]} ${name}: ${says}`),
    ...(problem === undefined ? [] : [`  ✖ ${problem}`]),
    '  No row was read: nobody but the servers reaches a database, and these may sign in to their own alone.',
    isRemoved
      ? `  ${copy} is removed.`
      : `  ✖ ${copy} could not be removed, and is billed until it is:`,
    ...report.removal.map((command) => `      ${command}`),
    { passed: 'Passed', failed: 'Failed', interrupted: 'Interrupted' }[report.result],
  ].join('\n');
}
