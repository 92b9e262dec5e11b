import { serverFault } from '../../../lib/ops/drill/server-fault';
import { recordedAws } from '../account-for-test';
import { Refusal } from '../recorded-aws';
import { RecordedServers } from './deployed';
import { place } from './place';

const recorded = recordedAws();

async function find(servers: RecordedServers) {
  recorded.aws.answer(servers.answers);
  return serverFault.find(place(await recorded.open()));
}

test('whoever is asked hears whether anybody is served meanwhile', async () => {
  const only = await find(new RecordedServers(['i-one']));
  expect(only).toMatchObject({ consequence: expect.stringContaining('nobody is served') });
  const oneOfTwo = await find(new RecordedServers(['i-one', 'i-two']));
  expect(oneOfTwo).toMatchObject({ consequence: expect.stringContaining('one of 2') });
});

test('it is over when there are as many healthy servers as before, without the one that died', async () => {
  const servers = new RecordedServers(['i-one', 'i-two']);
  const fault = await find(servers);
  if (!('inflict' in fault)) throw new Error(fault.cant);
  let looks = 0;
  recorded.aws.answer({
    'ec2:TerminateInstances': {},
    'elasticloadbalancing:DescribeTargetHealth': () => {
      // The load balancer notices late, and for a while there is one too few.
      const healthy = [['i-one', 'i-two'], ['i-two'], ['i-two', 'i-new']][looks++] ?? [];
      return {
        TargetHealthDescriptions: {
          member: healthy.map((Id) => ({ Target: { Id }, TargetHealth: { State: 'healthy' } })),
        },
      };
    },
    'autoscaling:DescribeAutoScalingGroups': {
      AutoScalingGroups: {
        member: {
          Instances: {
            member: ['i-one', 'i-two', 'i-new'].map((InstanceId) => ({
              InstanceId,
              LifecycleState: 'InService',
            })),
          },
        },
      },
    },
  });
  await fault.inflict(() => {}, new AbortController().signal);
  expect(looks).toBe(3);
});

test('where no server is in service there is none to terminate', async () => {
  expect(await find(new RecordedServers([]))).toMatchObject({
    cant: expect.stringContaining('npm run status'),
  });
});

test('an API that goes on refusing ends the wait', async () => {
  const fault = await find(new RecordedServers(['i-one']));
  if (!('inflict' in fault)) throw new Error(fault.cant);
  recorded.aws.answer({
    'elasticloadbalancing:DescribeTargetHealth': new Refusal(
      'AccessDenied',
      'User is not authorized to perform: elasticloadbalancing:DescribeTargetHealth',
    ),
  });
  await expect(fault.inflict(() => {}, new AbortController().signal)).rejects.toThrow(
    'elasticloadbalancing:DescribeTargetHealth',
  );
});
