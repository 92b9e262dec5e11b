import {
  CreateDBClusterSnapshotCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  waitUntilDBClusterSnapshotAvailable,
} from '@aws-sdk/client-rds';
import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import type { Account } from '../account';
import type { Finding } from '../finding';
import { look } from '../look';
import type { StoreOperations } from '../store';
import { finished, isAbsent, nothingToSnapshot, snapshotWait } from '../store-snapshots';
import { backups, certificate, pendingMaintenance, statusHealth } from './database-instance';

/** The database of `lib/infra/data/aurora`: a cluster with a writer and its readers. */
export const aurora: StoreOperations = {
  title: 'Database',
  holds: ['AWS::RDS::DBCluster'],

  async status(account) {
    const cluster = await find(account);
    if (cluster === undefined) {
      return [{ health: 'bad', subject: account.name, says: 'there is no such Aurora cluster' }];
    }
    const subject = account.name;
    const [instances, maintenance] = await Promise.all([
      look(subject, () => members(account, cluster)),
      look(subject, () => pendingMaintenance(account, { subject, arn: cluster.DBClusterArn })),
    ]);
    return [
      described(cluster),
      ...instances,
      backups(subject, {
        days: cluster.BackupRetentionPeriod,
        newest: cluster.LatestRestorableTime,
      }),
      ...maintenance,
    ];
  },

  snapshot: {
    async take(account, name, progress) {
      const client = account.client(RDSClient);
      try {
        await client.send(
          new CreateDBClusterSnapshotCommand({
            DBClusterIdentifier: account.name,
            DBClusterSnapshotIdentifier: name,
          }),
        );
      } catch (error) {
        throw isAbsent(error) ? nothingToSnapshot(account, 'the database') : error;
      }
      progress(`Aurora takes the snapshot ${name} of the cluster ${account.name}.`);
      await finished(
        name,
        waitUntilDBClusterSnapshotAvailable(
          { client, ...snapshotWait },
          { DBClusterIdentifier: account.name, DBClusterSnapshotIdentifier: name },
        ),
      );
      return `Aurora snapshot ${name}: aws rds restore-db-cluster-from-snapshot makes a second cluster of it.`;
    },
  },
};

async function find(account: Account): Promise<DBCluster | undefined> {
  try {
    const { DBClusters = [] } = await account
      .client(RDSClient)
      .send(new DescribeDBClustersCommand({ DBClusterIdentifier: account.name }));
    return DBClusters[0];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function members(account: Account, cluster: DBCluster): Promise<readonly Finding[]> {
  const { DBInstances = [] } = await account.client(RDSClient).send(
    new DescribeDBInstancesCommand({
      Filters: [{ Name: 'db-cluster-id', Values: [account.name] }],
    }),
  );
  const writer = cluster.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter);
  const instances = DBInstances.flatMap((instance) => [
    member(instance, instance.DBInstanceIdentifier === writer?.DBInstanceIdentifier),
    ...certificate(instance),
  ]);
  if (writer !== undefined) return instances;
  return [{ health: 'bad', subject: account.name, says: 'there is no writer' }, ...instances];
}

function member(instance: DBInstance, isWriter: boolean): Finding {
  const role = isWriter ? 'writer' : 'reader';
  const { DBInstanceStatus, AvailabilityZone, CACertificateIdentifier } = instance;
  return {
    health: statusHealth(DBInstanceStatus),
    subject: instance.DBInstanceIdentifier ?? '',
    says: `${role}, ${DBInstanceStatus}, ${AvailabilityZone}, ${CACertificateIdentifier}`,
    facts: {
      role,
      status: DBInstanceStatus,
      zone: AvailabilityZone,
      ca: CACertificateIdentifier,
    },
  };
}

function described(cluster: DBCluster): Finding {
  const { Status, EngineVersion, ServerlessV2ScalingConfiguration } = cluster;
  const { MinCapacity, MaxCapacity } = ServerlessV2ScalingConfiguration ?? {};
  const health = statusHealth(Status);
  return {
    health,
    subject: cluster.DBClusterIdentifier ?? '',
    says: `${Status}, Aurora PostgreSQL ${EngineVersion}, ${MinCapacity} to ${MaxCapacity} ACUs`,
    ...(health === 'bad' ? { cure: 'Look at its events in RDS: they say what happened.' } : {}),
    facts: {
      status: Status,
      engineVersion: EngineVersion,
      minCapacity: MinCapacity,
      maxCapacity: MaxCapacity,
      endpoint: cluster.Endpoint,
    },
  };
}
