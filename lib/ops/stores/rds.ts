import {
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  waitUntilDBSnapshotAvailable,
} from '@aws-sdk/client-rds';
import type { DBInstance } from '@aws-sdk/client-rds';
import type { Account } from '../account';
import type { Finding } from '../finding';
import { look } from '../look';
import type { StoreOperations } from '../store';
import { finished, isAbsent, nothingToSnapshot, snapshotWait } from '../store-snapshots';
import { backups, certificate, pendingMaintenance, statusHealth } from './database-instance';

/** The database of `lib/infra/data/rds`: an instance, and those that follow it. */
export const rds: StoreOperations = {
  title: 'Database',
  holds: ['AWS::RDS::DBInstance'],

  async status(account) {
    const instance = await find(account, account.name);
    if (instance === undefined) {
      return [{ health: 'bad', subject: account.name, says: 'there is no such RDS instance' }];
    }
    const replicas = instance.ReadReplicaDBInstanceIdentifiers ?? [];
    const [maintenance, ...others] = await Promise.all([
      look(account.name, () =>
        pendingMaintenance(account, { subject: account.name, arn: instance.DBInstanceArn }),
      ),
      ...replicas.map((name) => look(name, () => replica(account, name))),
    ]);
    return [
      described(instance),
      backups(account.name, {
        days: instance.BackupRetentionPeriod,
        newest: instance.LatestRestorableTime,
      }),
      ...certificate(instance),
      ...maintenance,
      ...others.flat(),
    ];
  },

  snapshot: {
    async take(account, name, progress) {
      const client = account.client(RDSClient);
      try {
        await client.send(
          new CreateDBSnapshotCommand({
            DBInstanceIdentifier: account.name,
            DBSnapshotIdentifier: name,
          }),
        );
      } catch (error) {
        throw isAbsent(error) ? nothingToSnapshot(account, 'the database') : error;
      }
      progress(`RDS takes the snapshot ${name} of the database ${account.name}.`);
      await finished(
        name,
        waitUntilDBSnapshotAvailable(
          { client, ...snapshotWait },
          { DBInstanceIdentifier: account.name, DBSnapshotIdentifier: name },
        ),
      );
      return `RDS snapshot ${name}: aws rds restore-db-instance-from-db-snapshot makes a second database of it.`;
    },
  },
};

async function find(account: Account, name: string): Promise<DBInstance | undefined> {
  try {
    const { DBInstances = [] } = await account
      .client(RDSClient)
      .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }));
    return DBInstances[0];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function replica(account: Account, name: string): Promise<readonly Finding[]> {
  const instance = await find(account, name);
  return instance === undefined
    ? [{ health: 'bad', subject: name, says: 'there is no such read replica any more' }]
    : [described(instance)];
}

function described(instance: DBInstance): Finding {
  const { DBInstanceStatus, DBInstanceClass, EngineVersion, MultiAZ, AvailabilityZone } = instance;
  const health = statusHealth(DBInstanceStatus);
  const role =
    instance.ReadReplicaSourceDBInstanceIdentifier === undefined
      ? MultiAZ
        ? `Multi-AZ (${AvailabilityZone}, standby ${instance.SecondaryAvailabilityZone ?? 'to come'})`
        : `one zone (${AvailabilityZone})`
      : `read replica (${AvailabilityZone})`;
  return {
    health,
    subject: instance.DBInstanceIdentifier ?? '',
    says: `${DBInstanceStatus}, PostgreSQL ${EngineVersion} on ${DBInstanceClass}, ${role}, ${instance.CACertificateIdentifier}`,
    ...(health === 'bad' ? { cure: 'Look at its events in RDS: they say what happened.' } : {}),
    facts: {
      status: DBInstanceStatus,
      class: DBInstanceClass,
      engineVersion: EngineVersion,
      multiAz: MultiAZ,
      zone: AvailabilityZone,
      standbyZone: instance.SecondaryAvailabilityZone,
      ca: instance.CACertificateIdentifier,
      endpoint: instance.Endpoint?.Address,
    },
  };
}
