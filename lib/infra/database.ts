import type { EnvironmentName } from './config';
import { rdsDatabase } from './data/rds/rds-database';
import type { StoreDefinition } from './store';

/** The database of each environment; `data/rds/rds-config.ts` says what each setting costs. */
export const database: Record<EnvironmentName, StoreDefinition> = {
  dev: rdsDatabase({
    class: 'db.t4g.micro',
    multiAz: false,
    readReplicas: 0,
    storageGiB: 20,
    maxStorageGiB: 50,
    backupDays: 1,
    poolSize: 10,
  }),
  prod: rdsDatabase({
    class: 'db.t4g.medium',
    multiAz: true,
    readReplicas: 0,
    storageGiB: 50,
    maxStorageGiB: 500,
    backupDays: 14,
    poolSize: 15,
  }),
};
