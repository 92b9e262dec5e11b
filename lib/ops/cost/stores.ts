import { cache } from './cache';
import { rds } from './rds';
import type { StoreCosts } from './store-costs';

/** What the stores of `lib/infra/stores.ts` lead to on the bill. */
export const storeCosts: readonly StoreCosts[] = [rds, cache];
