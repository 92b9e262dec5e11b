import {
  type DBCluster,
  DescribeDBClustersCommand,
  FailoverDBClusterCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { Account } from '../../account';
import type { FaultSource } from '../fault-source';
import { until } from '../until';

/** A reader becomes the writer. */
export const auroraFault: FaultSource = {
  kind: 'database',

  async find({ account, pollSeconds }) {
    const cluster = await read(account);
    const writer = writerOf(cluster);
    if ((cluster.DBClusterMembers?.length ?? 0) < 2) {
      return {
        kind: 'database',
        cant: `${account.name} has no reader to fail over to: set readers to at least 1 in lib/infra/database.ts.`,
      };
    }
    return {
      kind: 'database',
      what: `fail the Aurora cluster ${account.name} over from ${writer}`,
      consequence:
        'For about half a minute what needs the database is answered with 503. Its instances share their storage: nothing that was acknowledged is lost.',
      takesSessionNode: false,
      mustNotFail: false,
      async inflict(progress, signal) {
        await account
          .client(RDSClient)
          .send(new FailoverDBClusterCommand({ DBClusterIdentifier: account.name }));
        progress('Waiting for another instance to be the writer.');
        await until(
          async () => {
            const now = await read(account);
            const other = writerOf(now);
            return now.Status === 'available' && other !== undefined && other !== writer;
          },
          { pollSeconds, signal },
        );
      },
    };
  },
};

async function read(account: Account): Promise<DBCluster> {
  const { DBClusters: [cluster] = [] } = await account
    .client(RDSClient)
    .send(new DescribeDBClustersCommand({ DBClusterIdentifier: account.name }));
  return cluster ?? {};
}

function writerOf({ DBClusterMembers = [] }: DBCluster): string | undefined {
  return DBClusterMembers.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
}
