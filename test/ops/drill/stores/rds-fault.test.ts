import { rdsFault } from '../../../../lib/ops/drill/stores/rds-fault';
import { devName, recordedAws } from '../../account-for-test';
import type { Document } from '../../recorded-aws';
import { place } from '../place';

const recorded = recordedAws();

function instance(changes: Document = {}): Document {
  return {
    DBInstances: {
      DBInstance: {
        DBInstanceIdentifier: devName,
        DBInstanceStatus: 'available',
        MultiAZ: true,
        AvailabilityZone: 'us-east-1a',
        ...changes,
      },
    },
  };
}

test('the database restarts on its standby, and is waited for though it calls itself available at first', async () => {
  const states = ['available', 'available', 'rebooting', 'rebooting', 'available'];
  const asked: string[] = [];
  recorded.aws.answer({
    'rds:DescribeDBInstances': () => {
      const DBInstanceStatus = states.shift() ?? 'available';
      asked.push(DBInstanceStatus);
      return instance({ DBInstanceStatus });
    },
    'rds:RebootDBInstance': {},
  });
  const fault = await rdsFault.find(place(await recorded.open()));
  if (!('inflict' in fault)) throw new Error(fault.cant);
  await fault.inflict(() => {}, new AbortController().signal);
  expect(asked).toEqual(['available', 'available', 'rebooting', 'rebooting', 'available']);
  expect(
    recorded.aws.requests.find(({ action }) => action === 'rds:RebootDBInstance')?.input,
  ).toMatchObject({ DBInstanceIdentifier: devName, ForceFailover: 'true' });
});

test('without a standby it is refused, with the setting that brings one', async () => {
  recorded.aws.answer({ 'rds:DescribeDBInstances': instance({ MultiAZ: false }) });
  expect(await rdsFault.find(place(await recorded.open()))).toEqual({
    kind: 'database',
    cant: expect.stringMatching(/multiAz: true.*lib\/infra\/database\.ts/),
  });
});
