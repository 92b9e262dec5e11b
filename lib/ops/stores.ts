import type { StoreOperations } from './store';
import { rds } from './stores/rds';
import { redis } from './stores/redis';

/** What remembers, as `lib/infra/stores.ts` has it. */
export const stores: readonly StoreOperations[] = [rds, redis];
