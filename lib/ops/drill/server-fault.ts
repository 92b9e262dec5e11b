import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  type Instance,
} from '@aws-sdk/client-auto-scaling';
import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FaultPlace, FaultSource } from './fault-source';
import { until } from './until';

/** One server dies as by a power cut: nothing on it is told, and the load balancer is not either. */
export const serverFault: FaultSource = {
  kind: 'server',

  async find(place) {
    const healthy = await healthyServers(place);
    const victim = healthy.find(({ LifecycleState }) => LifecycleState === 'InService');
    const id = victim?.InstanceId;
    if (id === undefined) {
      return {
        kind: 'server',
        cant: `${place.outputs.ServerGroupName} has no server in service: npm run status says why.`,
      };
    }
    const isOnly = healthy.length === 1;
    return {
      kind: 'server',
      what: `terminate the server ${id} without a shutdown`,
      consequence: isOnly
        ? 'It is the only one: nobody is served until Auto Scaling has started another, which takes some minutes.'
        : `It is one of ${healthy.length}: requests that it is answering fail, and Auto Scaling starts another.`,
      takesSessionNode: false,
      mustNotFail: false,
      async inflict(progress, signal) {
        await place.account
          .client(EC2Client)
          .send(new TerminateInstancesCommand({ InstanceIds: [id], SkipOsShutdown: true }));
        progress(`Waiting for ${healthy.length} healthy servers without ${id}.`);
        await until(
          async () => {
            const now = await healthyServers(place);
            const others = now.filter(({ InstanceId }) => InstanceId !== id);
            return others.length >= healthy.length;
          },
          { pollSeconds: place.pollSeconds, signal },
        );
      },
    };
  },
};

/** Those of the group that the load balancer sends requests to. */
async function healthyServers({ account, outputs }: FaultPlace): Promise<Instance[]> {
  const [{ AutoScalingGroups: [group] = [] }, { TargetHealthDescriptions = [] }] =
    await Promise.all([
      account.client(AutoScalingClient).send(
        new DescribeAutoScalingGroupsCommand({
          AutoScalingGroupNames: [outputs.ServerGroupName],
        }),
      ),
      account
        .client(ElasticLoadBalancingV2Client)
        .send(new DescribeTargetHealthCommand({ TargetGroupArn: outputs.TargetGroupArn })),
    ]);
  const healthy = new Set(
    TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').map(
      ({ Target }) => Target?.Id,
    ),
  );
  return (group?.Instances ?? []).filter(({ InstanceId }) => healthy.has(InstanceId));
}
