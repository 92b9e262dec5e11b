import { referredTo } from './bill';
import { database } from './database';
import { secretLines } from './operations-rules';
import type { StoreCosts } from './store-costs';

const databaseEngine = 'Aurora PostgreSQL';

/** The database of `lib/infra/data/aurora`. */
export const aurora: StoreCosts = {
  rules: {
    'AWS::RDS::DBCluster': ({ properties, region }) => {
      const of = (usageType: string, engine = databaseEngine) => ({
        service: 'AmazonRDS',
        region,
        usageType,
        where: { databaseEngine: engine },
      });
      return [
        {
          what: 'Storage of the database',
          unit: 'GB',
          price: of('Aurora:StorageUsage'),
          assume: 'database-gb',
        },
        {
          what: 'Reads and writes of that storage',
          unit: 'I/O',
          price: of('Aurora:StorageIOUsage'),
          assume: 'database-io',
        },
        {
          what: 'Backups beyond the first day',
          unit: 'GB',
          price: of('Aurora:BackupUsage'),
          assume: 'backup-gb',
        },
        ...(properties['ManageMasterUserPassword'] === true ? secretLines(region) : []),
      ];
    },

    /** Each is billed for its capacity, which is the cluster's least at the least. */
    'AWS::RDS::DBInstance': ({ properties, region }, context) => {
      const cluster = referredTo(properties['DBClusterIdentifier'], context);
      const { MinCapacity, MaxCapacity } = cluster.properties['ServerlessV2ScalingConfiguration'];
      const price = {
        service: 'AmazonRDS',
        region,
        usageType: 'Aurora:ServerlessV2Usage',
        where: { databaseEngine },
      };
      return [
        {
          what: `Database capacity, at the least (${MinCapacity} ACUs an instance)`,
          count: Number(MinCapacity),
          unit: 'ACU',
          price,
        },
        {
          what: `Further capacity, up to ${MaxCapacity} ACUs an instance`,
          unit: 'ACU-hour',
          price,
          assume: 'acu-hours',
        },
      ];
    },
  },
  free: database,
};
