import { auroraDatabase } from '../../../../lib/infra/data/aurora/aurora-database';
import type { Setups } from '../../setups';

export const setups: Setups = {
  'dev with Aurora alone': {
    environment: 'dev',
    config: {
      stores: [
        auroraDatabase({
          minCapacity: 0,
          maxCapacity: 2,
          readers: 0,
          backupDays: 1,
          poolSize: 10,
        }),
      ],
    },
  },
  'prod with Aurora alone': {
    environment: 'prod',
    config: {
      stores: [
        auroraDatabase({
          minCapacity: 2,
          maxCapacity: 32,
          readers: 2,
          backupDays: 35,
          poolSize: 20,
        }),
      ],
    },
  },
};
