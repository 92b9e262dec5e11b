import {
  type DBInstance,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import type { Account } from '../account';
import { ago } from '../ago';
import { Failure } from '../failure';
import { isAbsent } from '../store-snapshots';
import { until } from '../drill/until';
import { checkEngineLog } from './engine-log';
import { copiesOf, tagsOf } from './copies';
import { check, checkLikeness, type Likeness } from './alike';
import type { RestorableDatabase, Restoration } from './restorable';
import {
  inWords,
  newestMoment,
  newestSnapshot,
  type RestorePoint,
  type Snapshot,
} from './restore-point';
import { compareUsed, newest } from './used-storage';

/** An RDS instance, made again beside itself: private, in the same subnets, behind the same security group. */
export const rdsRestore: RestorableDatabase = {
  async leftovers(account) {
    const { DBInstances = [] } = await account
      .client(RDSClient)
      .send(new DescribeDBInstancesCommand({}));
    return copiesOf(
      account,
      DBInstances.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
    );
  },

  async find(account, from, copy) {
    const source = await read(account, account.name);
    if (source === undefined) {
      throw new Failure(`There is no database ${account.name}.`, 'Deploy the Data stack.');
    }
    const point =
      from === 'time'
        ? newestMoment(account.name, source.LatestRestorableTime)
        : newestSnapshot(account.name, await snapshots(account));
    return restoration(account, source, copy, point);
  },
};

async function snapshots(account: Account): Promise<Snapshot[]> {
  const { DBSnapshots = [] } = await account
    .client(RDSClient)
    .send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: account.name }));
  return DBSnapshots.map(({ DBSnapshotIdentifier, Status, SnapshotCreateTime }) => ({
    name: DBSnapshotIdentifier,
    status: Status,
    taken: SnapshotCreateTime,
  }));
}

function restoration(
  account: Account,
  source: DBInstance,
  copy: string,
  point: RestorePoint,
): Restoration {
  const { dataOf, snapshot } = point;
  const client = account.client(RDSClient);
  const common = {
    DBInstanceClass: source.DBInstanceClass,
    DBSubnetGroupName: source.DBSubnetGroup?.DBSubnetGroupName,
    VpcSecurityGroupIds: (source.VpcSecurityGroups ?? []).flatMap(
      ({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? [],
    ),
    DBParameterGroupName: source.DBParameterGroups?.[0]?.DBParameterGroupName,
    PubliclyAccessible: false,
    // A standby would double the bill, and prove nothing more.
    MultiAZ: false,
    DeletionProtection: false,
    EnableIAMDatabaseAuthentication: true,
    CopyTagsToSnapshot: true,
    Tags: tagsOf(account),
  };
  return {
    what: `${inWords(account.name, point, ago(dataOf))}, as ${copy}: private, behind the same security group`,
    billed: `a ${source.DBInstanceClass} with ${source.AllocatedStorage} GiB, until it is removed`,
    dataOf,
    removal: [
      `aws rds delete-db-instance --region ${account.region} --db-instance-identifier ${copy} --skip-final-snapshot --delete-automated-backups`,
    ],

    async begin() {
      if (snapshot) {
        await client.send(
          new RestoreDBInstanceFromDBSnapshotCommand({
            ...common,
            DBInstanceIdentifier: copy,
            DBSnapshotIdentifier: snapshot,
          }),
        );
        return;
      }
      await client.send(
        new RestoreDBInstanceToPointInTimeCommand({
          ...common,
          SourceDBInstanceIdentifier: account.name,
          TargetDBInstanceIdentifier: copy,
          UseLatestRestorableTime: true,
        }),
      );
    },

    async state() {
      const { DBInstanceStatus = 'not there yet' } = (await read(account, copy)) ?? {};
      return { says: DBInstanceStatus, isUp: DBInstanceStatus === 'available' };
    },

    async check({ pollSeconds, signal }) {
      const restored = (await read(account, copy)) ?? {};
      const metric = { name: 'FreeStorageSpace', dimension: 'DBInstanceIdentifier' };
      const used = async (instance: DBInstance): Promise<number | undefined> => {
        const free = await newest(account, metric, instance.DBInstanceIdentifier ?? '');
        return free === undefined ? undefined : (instance.AllocatedStorage ?? 0) * 2 ** 30 - free;
      };
      let usedByCopy: number | undefined;
      await until(async () => (usedByCopy = await used(restored)) !== undefined, {
        pollSeconds,
        signal,
      }).catch(() => {});
      return [
        ...checkLikeness(likeness(source), likeness(restored)),
        check(
          'disk',
          (restored.AllocatedStorage ?? 0) >= (source.AllocatedStorage ?? 0),
          `${restored.AllocatedStorage} GiB`,
        ),
        await checkEngineLog(account, copy),
        compareUsed(await used(source), usedByCopy),
      ];
    },

    async remove() {
      try {
        await client.send(
          new DeleteDBInstanceCommand({
            DBInstanceIdentifier: copy,
            SkipFinalSnapshot: true,
            DeleteAutomatedBackups: true,
          }),
        );
        return 'going';
      } catch (error) {
        if (isAbsent(error)) return 'gone';
        const now = await read(account, copy);
        if (now?.DBInstanceStatus === 'deleting') return 'going';
        throw error;
      }
    },
  };
}

function likeness(instance: DBInstance): Likeness {
  return {
    engineVersion: instance.EngineVersion,
    isEncrypted: instance.StorageEncrypted,
    key: instance.KmsKeyId,
    isPublic: instance.PubliclyAccessible,
    address: instance.Endpoint?.Address,
  };
}

async function read(account: Account, id: string): Promise<DBInstance | undefined> {
  try {
    const { DBInstances = [] } = await account
      .client(RDSClient)
      .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }));
    return DBInstances[0];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
