import { project } from '../../../../lib/infra/project';
import { accountId, devName } from '../../account-for-test';
import type { Answer, Document } from '../../recorded-aws';

export const arn = `arn:aws:rds:${project.region}:${accountId}:db:${devName}`;

/** The database as it is when all is well, with changes. */
export function instance(changes: Document = {}): Document {
  return {
    DBInstances: {
      DBInstance: {
        DBInstanceIdentifier: devName,
        DBInstanceClass: 'db.t4g.medium',
        DBInstanceStatus: 'available',
        DBInstanceArn: arn,
        Engine: 'postgres',
        EngineVersion: '18.1',
        Endpoint: { Address: `${devName}.abc.rds.amazonaws.com`, Port: 5432 },
        AvailabilityZone: 'us-east-1a',
        SecondaryAvailabilityZone: 'us-east-1b',
        MultiAZ: true,
        BackupRetentionPeriod: 14,
        LatestRestorableTime: new Date(Date.now() - 4 * 60_000),
        CACertificateIdentifier: 'rds-ca-rsa2048-g1',
        CertificateDetails: {
          CAIdentifier: 'rds-ca-rsa2048-g1',
          ValidTill: new Date('2061-05-25T00:00:00Z'),
        },
        ...changes,
      },
    },
  };
}

export const noMaintenance = {
  'rds:DescribePendingMaintenanceActions': { PendingMaintenanceActions: {} },
};

export const answers: Record<string, Answer> = {
  ...noMaintenance,
  'rds:DescribeDBInstances': instance(),
};
