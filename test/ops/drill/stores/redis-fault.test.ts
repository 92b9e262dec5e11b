import { redisFault } from '../../../../lib/ops/drill/stores/redis-fault';
import { devName, recordedAws } from '../../account-for-test';
import { type Document, Refusal } from '../../recorded-aws';
import { place } from '../place';

const recorded = recordedAws();

function group(changes: Document = {}): Document {
  return {
    ReplicationGroups: {
      ReplicationGroup: {
        ReplicationGroupId: devName,
        Status: 'available',
        AutomaticFailover: 'enabled',
        NodeGroups: { NodeGroup: [{ NodeGroupId: '0001', Status: 'available' }] },
        ...changes,
      },
    },
  };
}

const events = (...messages: string[]): Document => ({
  Events: {
    Event: messages.map((Message, index) => ({
      SourceIdentifier: devName,
      SourceType: 'replication-group',
      Message,
      Date: new Date(Date.UTC(2026, 0, 1, 0, index)),
    })),
  },
});
const earlier = 'Failover from primary node a-001 to replica node a-002 completed';
const now = 'Failover from primary node a-002 to replica node a-001 completed';

async function find() {
  return redisFault.find(place(await recorded.open()));
}

async function inflict(signal = new AbortController().signal) {
  const fault = await find();
  if (!('inflict' in fault)) throw new Error(fault.cant);
  await fault.inflict(() => {}, signal);
}

/** What ElastiCache was asked, where the same comes several times only once. */
const asked = () =>
  recorded.aws.requests
    .map(({ action }) => action.split(':'))
    .filter(([service]) => service === 'elasticache')
    .map(([, operation]) => operation)
    .filter((operation, index, all) => operation !== all[index - 1]);

test('a failover is asked for, waited for until told of, and over when the group is whole', async () => {
  const states = ['available', 'modifying', 'modifying', 'available'];
  const told = [events(earlier), events(earlier), events(earlier, now)];
  recorded.aws.answer({
    'elasticache:DescribeReplicationGroups': () => group({ Status: states.shift() }),
    'elasticache:DescribeEvents': () => told.shift() ?? events(),
    'elasticache:TestFailover': group(),
  });
  await inflict();
  expect(states).toEqual([]);
  expect(asked()).toEqual([
    'DescribeReplicationGroups',
    'DescribeEvents',
    'TestFailover',
    'DescribeEvents',
    'DescribeReplicationGroups',
  ]);
  expect(
    recorded.aws.requests.find(({ action }) => action.endsWith('TestFailover'))?.input,
  ).toMatchObject({ ReplicationGroupId: devName, NodeGroupId: '0001' });
});

test('where failover is off it is refused, with the settings that switch it on', async () => {
  recorded.aws.answer({
    'elasticache:DescribeReplicationGroups': group({ AutomaticFailover: 'disabled' }),
  });
  expect(await find()).toEqual({
    kind: 'store',
    cant: expect.stringMatching(/failover: true.*lib\/infra\/session-store\.ts/),
  });
});

test.each([
  ['APICallRateForCustomerExceeded', /15 shards.*24 hours/],
  ['TestFailoverNotAvailableFault', /large-scale event/],
  ['InvalidReplicationGroupState', /being changed/],
])('%s of ElastiCache is explained', async (code, sentence) => {
  recorded.aws.answer({
    'elasticache:DescribeReplicationGroups': group(),
    'elasticache:DescribeEvents': events(),
    'elasticache:TestFailover': new Refusal(code, 'no'),
  });
  await expect(inflict()).rejects.toThrow(sentence);
});

test('a drill that ends waits no longer', async () => {
  recorded.aws.answer({
    'elasticache:DescribeReplicationGroups': group(),
    'elasticache:DescribeEvents': events(),
    'elasticache:TestFailover': group(),
  });
  await expect(inflict(AbortSignal.timeout(200))).rejects.toThrow();
});
