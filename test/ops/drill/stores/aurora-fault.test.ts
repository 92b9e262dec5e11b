import { auroraFault } from '../../../../lib/ops/drill/stores/aurora-fault';
import { devName, recordedAws } from '../../account-for-test';
import type { Document } from '../../recorded-aws';
import { place } from '../place';

const recorded = recordedAws();

function cluster(writer: string, others: string[], Status = 'available'): Document {
  return {
    DBClusters: {
      DBCluster: {
        DBClusterIdentifier: devName,
        Status,
        DBClusterMembers: {
          DBClusterMember: [writer, ...others].map((DBInstanceIdentifier) => ({
            DBInstanceIdentifier,
            IsClusterWriter: DBInstanceIdentifier === writer,
          })),
        },
      },
    },
  };
}

test('the cluster fails over, and is whole when another instance writes', async () => {
  const states = [
    cluster('one', ['two']),
    cluster('one', ['two']),
    cluster('two', ['one'], 'failing-over'),
    cluster('two', ['one']),
  ];
  recorded.aws.answer({
    'rds:DescribeDBClusters': () => states.shift() ?? cluster('two', ['one']),
    'rds:FailoverDBCluster': {},
  });
  const fault = await auroraFault.find(place(await recorded.open()));
  if (!('inflict' in fault)) throw new Error(fault.cant);
  expect(fault.what).toContain('from one');
  await fault.inflict(() => {}, new AbortController().signal);
  expect(states).toEqual([]);
  expect(recorded.aws.requests.map(({ action }) => action)).toContain('rds:FailoverDBCluster');
});

test('without a reader it is refused, with the setting that brings one', async () => {
  recorded.aws.answer({ 'rds:DescribeDBClusters': cluster('one', []) });
  expect(await auroraFault.find(place(await recorded.open()))).toEqual({
    kind: 'database',
    cant: expect.stringMatching(/readers.*lib\/infra\/database\.ts/),
  });
});
