import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** An alarm as its tier describes it; `web/alarms.ts` makes it. */
export interface AlarmDefinition {
  /** Unique in the environment, in words: the alarm's logical id and the end of its name. */
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default greater than the threshold */
  readonly comparison?: ComparisonOperator;
  /** Periods in a row that must breach. */
  readonly periods: number;
  /** What no data means. @default that nothing is wrong */
  readonly missing?: TreatMissingData;
  /** What it means and what the person who is woken by it does first. */
  readonly whatToDo: string;
}
