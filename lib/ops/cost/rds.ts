import { referredTo } from './bill';
import type { BillLine, Properties } from './bill';
import { database } from './database';
import { secretLines } from './operations-rules';
import type { StoreCosts } from './store-costs';

/** The database of `lib/infra/data/rds`: an instance, and those that follow it. */
export const rds: StoreCosts = {
  rules: {
    'AWS::RDS::DBInstance': ({ properties, region }, context) => {
      const source: unknown = properties['SourceDBInstanceIdentifier'];
      if (source === undefined) {
        return [
          ...instanceLines(region, properties, { what: 'Database', disk: 'Disk of the database' }),
          {
            what: 'Backups beyond the size of the disk',
            unit: 'GB',
            price: {
              service: 'AmazonRDS',
              region,
              usageType: 'RDS:ChargedBackupUsage',
              where: { databaseEngine: 'Any' },
            },
            assume: 'backup-gb',
          },
          ...(properties['ManageMasterUserPassword'] === true ? secretLines(region) : []),
        ];
      }
      const { AllocatedStorage } = referredTo(source, context).properties;
      return instanceLines(
        region,
        { AllocatedStorage, ...properties },
        { what: 'Read replica', disk: 'Disk of read replicas' },
      );
    },
  },
  free: database,
};

function instanceLines(
  region: string,
  properties: Properties,
  names: { readonly what: string; readonly disk: string },
): BillLine[] {
  const instanceType = String(properties['DBInstanceClass']);
  const isMultiAz = properties['MultiAZ'] === true;
  const deploymentOption = isMultiAz ? 'Multi-AZ' : 'Single-AZ';
  const of = (usageType: string, where: Record<string, string>) => ({
    service: 'AmazonRDS',
    region,
    usageType,
    where: { ...where, deploymentOption },
  });
  return [
    {
      what: `${names.what}, ${instanceType}, ${deploymentOption}`,
      count: 1,
      unit: 'database',
      price: of(`${isMultiAz ? 'Multi-AZUsage' : 'InstanceUsage'}:${instanceType}`, {
        instanceType,
        databaseEngine: 'PostgreSQL',
      }),
    },
    {
      what: `${names.disk}, gp3, ${deploymentOption}`,
      count: Number(properties['AllocatedStorage']),
      unit: 'GB',
      price: of(`RDS:${isMultiAz ? 'Multi-AZ-' : ''}GP3-Storage`, {
        databaseEngine: 'Any',
        volumeType: 'General Purpose-GP3',
      }),
    },
  ];
}
