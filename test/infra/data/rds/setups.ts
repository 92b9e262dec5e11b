import { rdsDatabase } from '../../../../lib/infra/data/rds/rds-database';
import type { Setups } from '../../setups';

export const setups: Setups = {
  'dev with RDS alone': {
    environment: 'dev',
    config: {
      stores: [
        rdsDatabase({
          class: 'db.t4g.small',
          multiAz: false,
          readReplicas: 0,
          storageGiB: 20,
          maxStorageGiB: 100,
          backupDays: 7,
          poolSize: 20,
        }),
      ],
    },
  },
  'prod with replicas of RDS alone': {
    environment: 'prod',
    project: { name: 'a'.repeat(31) },
    config: {
      stores: [
        rdsDatabase({
          class: 'db.m7g.large',
          multiAz: true,
          readReplicas: 2,
          storageGiB: 100,
          maxStorageGiB: 1000,
          backupDays: 35,
          poolSize: 15,
        }),
      ],
    },
  },
};
