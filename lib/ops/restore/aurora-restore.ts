import {
  CreateDBInstanceCommand,
  type DBCluster,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  RestoreDBClusterFromSnapshotCommand,
  RestoreDBClusterToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import type { Account } from '../account';
import { ago } from '../ago';
import { until } from '../drill/until';
import { Failure } from '../failure';
import { isAbsent } from '../store-snapshots';
import { copiesOf, tagsOf } from './copies';
import { checkEngineLog } from './engine-log';
import { checkLikeness, type Likeness } from './alike';
import type { RestorableDatabase, Restoration } from './restorable';
import {
  inWords,
  newestMoment,
  newestSnapshot,
  type RestorePoint,
  type Snapshot,
} from './restore-point';
import { compareUsed, newest } from './used-storage';

/** An Aurora cluster, made again beside itself with one instance: private, behind the same security group. */
export const auroraRestore: RestorableDatabase = {
  async leftovers(account) {
    const { DBClusters = [] } = await account
      .client(RDSClient)
      .send(new DescribeDBClustersCommand({}));
    return copiesOf(
      account,
      DBClusters.map(({ DBClusterIdentifier }) => DBClusterIdentifier),
    );
  },

  async find(account, from, copy) {
    const source = await read(account, account.name);
    if (source === undefined) {
      throw new Failure(`There is no Aurora cluster ${account.name}.`, 'Deploy the Data stack.');
    }
    const point =
      from === 'time'
        ? newestMoment(account.name, source.LatestRestorableTime)
        : newestSnapshot(account.name, await snapshots(account));
    return restoration(account, source, copy, point);
  },
};

async function snapshots(account: Account): Promise<Snapshot[]> {
  const { DBClusterSnapshots = [] } = await account
    .client(RDSClient)
    .send(new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: account.name }));
  return DBClusterSnapshots.map(({ DBClusterSnapshotIdentifier, Status, SnapshotCreateTime }) => ({
    name: DBClusterSnapshotIdentifier,
    status: Status,
    taken: SnapshotCreateTime,
  }));
}

function restoration(
  account: Account,
  source: DBCluster,
  copy: string,
  point: RestorePoint,
): Restoration {
  const { dataOf, snapshot } = point;
  const client = account.client(RDSClient);
  const { MinCapacity, MaxCapacity } = source.ServerlessV2ScalingConfiguration ?? {};
  const Tags = tagsOf(account);
  const common = {
    DBClusterIdentifier: copy,
    DBSubnetGroupName: source.DBSubnetGroup,
    VpcSecurityGroupIds: (source.VpcSecurityGroups ?? []).flatMap(
      ({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? [],
    ),
    DBClusterParameterGroupName: source.DBClusterParameterGroup,
    DeletionProtection: false,
    EnableIAMDatabaseAuthentication: true,
    ServerlessV2ScalingConfiguration: { MinCapacity, MaxCapacity },
    Tags,
  };
  return {
    what: `${inWords(account.name, point, ago(dataOf))}, as ${copy} with one instance: private, behind the same security group`,
    billed: `one instance of ${MinCapacity} to ${MaxCapacity} ACUs and its storage, until it is removed`,
    dataOf,
    removal: [
      `aws rds delete-db-instance --region ${account.region} --db-instance-identifier ${copy}-1 --skip-final-snapshot`,
      `aws rds delete-db-cluster --region ${account.region} --db-cluster-identifier ${copy} --skip-final-snapshot`,
    ],

    async begin() {
      if (snapshot) {
        await client.send(
          new RestoreDBClusterFromSnapshotCommand({
            ...common,
            Engine: source.Engine,
            EngineVersion: source.EngineVersion,
            SnapshotIdentifier: snapshot,
          }),
        );
      } else {
        await client.send(
          new RestoreDBClusterToPointInTimeCommand({
            ...common,
            SourceDBClusterIdentifier: account.name,
            UseLatestRestorableTime: true,
          }),
        );
      }
      // A cluster is storage alone: an instance is what takes connections.
      await client.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: `${copy}-1`,
          DBClusterIdentifier: copy,
          DBInstanceClass: 'db.serverless',
          Engine: source.Engine,
          PubliclyAccessible: false,
          Tags,
        }),
      );
    },

    async state() {
      const [cluster, instance] = await Promise.all([
        read(account, copy),
        readInstance(account, copy),
      ]);
      const says = `cluster ${cluster?.Status ?? 'not there yet'}, instance ${instance ?? 'not there yet'}`;
      return { says, isUp: cluster?.Status === 'available' && instance === 'available' };
    },

    async check({ pollSeconds, signal }) {
      const restored = (await read(account, copy)) ?? {};
      const metric = { name: 'VolumeBytesUsed', dimension: 'DBClusterIdentifier' };
      let usedByCopy: number | undefined;
      await until(async () => (usedByCopy = await newest(account, metric, copy)) !== undefined, {
        pollSeconds,
        signal,
      }).catch(() => {});
      return [
        ...checkLikeness(likeness(source), likeness(restored)),
        await checkEngineLog(account, `${copy}-1`),
        compareUsed(await newest(account, metric, account.name), usedByCopy),
      ];
    },

    async remove() {
      if (await readInstance(account, copy)) {
        await asked(
          client.send(
            new DeleteDBInstanceCommand({
              DBInstanceIdentifier: `${copy}-1`,
              SkipFinalSnapshot: true,
            }),
          ),
        );
      }
      const cluster = await read(account, copy);
      if (cluster === undefined) return 'gone';
      if (cluster.Status === 'deleting') return 'going';
      return asked(
        client.send(
          new DeleteDBClusterCommand({
            DBClusterIdentifier: copy,
            SkipFinalSnapshot: true,
            DeleteAutomatedBackups: true,
          }),
        ),
      );
    },
  };
}

/** What comes of asking to remove something. */
async function asked(removal: Promise<unknown>): Promise<'gone' | 'going' | 'not yet'> {
  try {
    await removal;
    return 'going';
  } catch (error) {
    if (isAbsent(error)) return 'gone';
    // Being removed already, or not far enough to be: it is asked again.
    if (error instanceof Error && /^InvalidDB(?:Instance|Cluster)State/.test(error.name)) {
      return 'not yet';
    }
    throw error;
  }
}

function likeness(cluster: DBCluster): Likeness {
  return {
    engineVersion: cluster.EngineVersion,
    isEncrypted: cluster.StorageEncrypted,
    key: cluster.KmsKeyId,
    isPublic: cluster.PubliclyAccessible,
    address: cluster.Endpoint,
  };
}

async function read(account: Account, id: string): Promise<DBCluster | undefined> {
  try {
    const { DBClusters = [] } = await account
      .client(RDSClient)
      .send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }));
    return DBClusters[0];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The status of the one instance; undefined where there is none. */
async function readInstance(account: Account, copy: string): Promise<string | undefined> {
  try {
    const { DBInstances: [instance] = [] } = await account
      .client(RDSClient)
      .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: `${copy}-1` }));
    return instance?.DBInstanceStatus;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
