import type { CostRules, FreeTypes } from './bill';

/** What one kind of store leads to on the bill. */
export interface StoreCosts {
  readonly rules: CostRules;
  readonly free: FreeTypes;
}
