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
          storageGiB: 20,
          maxStorageGiB: 100,
          backupDays: 7,
          poolSize: 20,
        }),
      ],
    },
  },
};
