import type { EnvironmentName } from './config';
import { auroraDatabase } from './data/aurora/aurora-database';
import type { StoreDefinition } from './store';

/** The database of each environment; `data/aurora/aurora-config.ts` says what each setting costs. */
export const database: Record<EnvironmentName, StoreDefinition> = {
  dev: auroraDatabase({
    minCapacity: 0.5,
    maxCapacity: 2,
    readers: 0,
    backupDays: 1,
    poolSize: 10,
  }),
  prod: auroraDatabase({
    minCapacity: 2,
    maxCapacity: 16,
    readers: 1,
    backupDays: 14,
    poolSize: 15,
  }),
};
