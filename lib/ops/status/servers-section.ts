import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import type { AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account } from '../account';
import { duration } from '../ago';
import type { WebOutputs } from '../deployed-stacks';
import type { Finding, Health, Section } from '../finding';
import { look } from '../look';
import { readReleases } from './releases';
import { rolloutFindings } from './rollout-findings';

/** The group, each of its servers as the load balancer sees it, and what Auto Scaling is about. */
export async function serversSection(
  account: Account,
  { ServerGroupName, TargetGroupArn }: WebOutputs,
): Promise<Section> {
  const [servers, rollout] = await Promise.all([
    look(ServerGroupName, () => groupAndServers(account, ServerGroupName, TargetGroupArn)),
    look(ServerGroupName, () => rolloutFindings(account, ServerGroupName)),
  ]);
  return { title: 'Servers', findings: [...servers, ...rollout] };
}

/** The group by its name, with what it knows of its servers. */
async function groupAndServers(
  account: Account,
  name: string,
  targetGroupArn: string,
): Promise<readonly Finding[]> {
  const { AutoScalingGroups: [group] = [] } = await account
    .client(AutoScalingClient)
    .send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
  if (group === undefined) {
    return [{ health: 'bad', subject: name, says: 'there is no such Auto Scaling group' }];
  }
  const instances = group.Instances ?? [];
  const [health, launched, releases] = await Promise.all([
    targetHealth(account, targetGroupArn),
    launchTimes(account, instances),
    readReleases(account, group),
  ]);
  return [
    described(group, instances, health),
    ...instances.map((instance) => {
      const version = instance.LaunchTemplate?.Version;
      return server(instance, {
        health: health.get(instance.InstanceId),
        launched: launched.get(instance.InstanceId),
        release: version === undefined ? undefined : releases.get(version),
      });
    }),
  ];
}

function described(
  group: AutoScalingGroup,
  instances: readonly Instance[],
  health: ReadonlyMap<string | undefined, TargetHealth>,
): Finding {
  const { AutoScalingGroupName = '', MinSize = 0, MaxSize, DesiredCapacity = 0 } = group;
  const serving = instances.filter(
    ({ InstanceId }) => health.get(InstanceId)?.State === 'healthy',
  ).length;
  const suspended = (group.SuspendedProcesses ?? []).map(({ ProcessName }) => ProcessName);
  const isTooFew = serving < MinSize;
  return {
    health: isTooFew
      ? 'bad'
      : serving < DesiredCapacity || suspended.length > 0
        ? 'notice'
        : 'well',
    subject: AutoScalingGroupName,
    says: `${serving} healthy, wanted ${DesiredCapacity} of ${MinSize} to ${MaxSize}${suspended.length > 0 ? `; suspended: ${suspended.join(', ')}` : ''}`,
    ...(isTooFew
      ? { cure: 'Read the boot log of a server that is not healthy (stream INSTANCE/boot).' }
      : {}),
    facts: { healthy: serving, min: MinSize, max: MaxSize, desired: DesiredCapacity, suspended },
  };
}

function server(
  instance: Instance,
  known: {
    readonly health: TargetHealth | undefined;
    readonly launched: Date | undefined;
    readonly release: string | undefined;
  },
): Finding {
  const { InstanceId = '', AvailabilityZone, LifecycleState } = instance;
  const { State, Reason, Description } = known.health ?? {};
  // The load balancer's word where the group has it in service, else the group's.
  const state = LifecycleState === 'InService' ? (State ?? 'not registered') : LifecycleState;
  const age =
    known.launched === undefined
      ? undefined
      : duration((Date.now() - known.launched.getTime()) / 1000);
  return {
    health: serverHealth(LifecycleState, State),
    subject: InstanceId,
    says: [
      state,
      AvailabilityZone,
      ...(age === undefined ? [] : [`${age} old`]),
      ...(known.release === undefined ? [] : [`release ${known.release.slice(0, 8)}`]),
      ...(Reason === undefined ? [] : [`${Description ?? ''} (${Reason})`.trim()]),
    ].join(', '),
    facts: {
      state: State,
      lifecycle: LifecycleState,
      zone: AvailabilityZone,
      launched: known.launched,
      release: known.release,
      reason: Reason,
      description: Description,
    },
  };
}

/** A server that comes, or goes as it should, is nothing to worry about; one that fails is. */
function serverHealth(lifecycle: string | undefined, state: string | undefined): Health {
  if (lifecycle?.startsWith('Warmed:')) return 'well';
  if (lifecycle !== 'InService') return 'notice';
  if (state === 'healthy') return 'well';
  return state === 'initial' || state === 'draining' ? 'notice' : 'bad';
}

async function targetHealth(
  account: Account,
  TargetGroupArn: string,
): Promise<Map<string | undefined, TargetHealth>> {
  const { TargetHealthDescriptions = [] } = await account
    .client(ElasticLoadBalancingV2Client)
    .send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return new Map(
    TargetHealthDescriptions.map(({ Target, TargetHealth = {} }) => [Target?.Id, TargetHealth]),
  );
}

async function launchTimes(
  account: Account,
  instances: readonly Instance[],
): Promise<Map<string | undefined, Date | undefined>> {
  if (instances.length === 0) return new Map();
  const { Reservations = [] } = await account.client(EC2Client).send(
    new DescribeInstancesCommand({
      InstanceIds: instances.map(({ InstanceId }) => InstanceId ?? ''),
    }),
  );
  return new Map(
    Reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId, LaunchTime }) => [
      InstanceId,
      LaunchTime,
    ]),
  );
}
