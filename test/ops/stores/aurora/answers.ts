import { devName } from '../../account-for-test';
import type { Answer, Document } from '../../recorded-aws';

/** The cluster as it is when all is well, with changes. */
export const cluster = (changes: Document = {}): Document => ({
  DBClusters: {
    DBCluster: {
      DBClusterIdentifier: devName,
      DBClusterArn: `arn:aws:rds:us-east-1:123456789012:cluster:${devName}`,
      Status: 'available',
      Engine: 'aurora-postgresql',
      EngineVersion: '17.9',
      Endpoint: `${devName}.cluster-abc.us-east-1.rds.amazonaws.com`,
      BackupRetentionPeriod: 7,
      LatestRestorableTime: new Date(Date.now() - 3 * 60_000),
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
      DBClusterMembers: {
        DBClusterMember: [
          { DBInstanceIdentifier: `${devName}-1`, IsClusterWriter: true },
          { DBInstanceIdentifier: `${devName}-2`, IsClusterWriter: false },
        ],
      },
      ...changes,
    },
  },
});

export const instance = (number: number, DBInstanceStatus = 'available'): Document => ({
  DBInstanceIdentifier: `${devName}-${number}`,
  DBInstanceStatus,
  AvailabilityZone: `us-east-1${number === 1 ? 'a' : 'b'}`,
  CACertificateIdentifier: 'rds-ca-rsa2048-g1',
});

export const answers: Record<string, Answer> = {
  'rds:DescribeDBClusters': cluster(),
  'rds:DescribeDBInstances': { DBInstances: { DBInstance: [instance(1), instance(2)] } },
  'rds:DescribePendingMaintenanceActions': { PendingMaintenanceActions: {} },
};
