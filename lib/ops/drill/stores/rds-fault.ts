import {
  type DBInstance,
  DescribeDBInstancesCommand,
  RDSClient,
  RebootDBInstanceCommand,
} from '@aws-sdk/client-rds';
import type { Account } from '../../account';
import type { FaultSource } from '../fault-source';
import { until } from '../until';

/** The database restarts on its standby, in another zone. */
export const rdsFault: FaultSource = {
  kind: 'database',

  async find({ account, pollSeconds }) {
    const { MultiAZ, AvailabilityZone } = await read(account);
    if (!MultiAZ) {
      return {
        kind: 'database',
        cant: `${account.name} has no standby to fail over to: set multiAz: true in lib/infra/database.ts.`,
      };
    }
    return {
      kind: 'database',
      what: `restart the database ${account.name} on its standby`,
      consequence:
        'For one or two minutes what needs the database is answered with 503. Commits wait for the standby: nothing that was acknowledged is lost.',
      takesSessionNode: false,
      mustNotFail: false,
      async inflict(progress, signal) {
        await account.client(RDSClient).send(
          new RebootDBInstanceCommand({
            DBInstanceIdentifier: account.name,
            ForceFailover: true,
          }),
        );
        progress('Waiting for the database to be up in its other zone.');
        const waiting = { pollSeconds, signal };
        // For a moment it still calls itself available, and the zone is told late.
        await until(async () => {
          const now = await read(account);
          return now.DBInstanceStatus !== 'available' || now.AvailabilityZone !== AvailabilityZone;
        }, waiting);
        await until(async () => (await read(account)).DBInstanceStatus === 'available', waiting);
      },
    };
  },
};

async function read(account: Account): Promise<DBInstance> {
  const { DBInstances: [instance] = [] } = await account
    .client(RDSClient)
    .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: account.name }));
  return instance ?? {};
}
