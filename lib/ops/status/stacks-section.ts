import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { entranceKind } from '../../infra/entrance';
import { firewallRegion } from '../../infra/firewall-stack';
import type { Account } from '../account';
import { ago } from '../ago';
import { deployScript, parts, readStack, stackName } from '../deployed-stacks';
import type { DeployedStacks } from '../deployed-stacks';
import type { Finding, Health, Section } from '../finding';
import { look } from '../look';

/** Each stack's state, and when CloudFormation last changed it. */
export async function stacksSection(account: Account, stacks: DeployedStacks): Promise<Section> {
  const findings = await Promise.all([
    ...parts.map(async (part) => stackFindings(account, stackName(account, part), stacks[part])),
    ...(hasFirewallStack(account) ? [look(account.name, () => firewall(account))] : []),
  ]);
  return { title: 'Stacks', findings: findings.flat() };
}

/** Only before CloudFront it has a stack of its own, in a region of its own. */
function hasFirewallStack({ project, config }: Account): boolean {
  return config.firewall !== undefined && entranceKind(project, config) === 'cloudfront';
}

async function firewall(account: Account): Promise<readonly Finding[]> {
  const name = `${account.name}-firewall`;
  const stack = await readStack(account, name, firewallRegion);
  return stackFindings(account, name, stack, firewallRegion);
}

async function stackFindings(
  account: Account,
  name: string,
  stack: Stack | undefined,
  region = account.region,
): Promise<readonly Finding[]> {
  if (stack === undefined) return [absent(account, name)];
  const reasons = await look(name, () => whyItFailed(account, stack, region));
  return [described(stack), ...reasons];
}

function absent({ config }: Account, subject: string): Finding {
  return {
    health: 'bad',
    subject,
    says: 'is not deployed',
    cure: `npm run ${deployScript(config.name)}`,
  };
}

function described(stack: Stack): Finding {
  const { StackName = '', StackStatus = '', CreationTime, LastUpdatedTime } = stack;
  const changed = LastUpdatedTime ?? CreationTime;
  const health = healthOf(StackStatus);
  return {
    health,
    subject: StackName,
    says: `${StackStatus}${changed === undefined ? '' : `, last deployed ${ago(changed)}`}`,
    ...(health === 'bad' ? { cure: cures(StackStatus) } : {}),
    facts: { status: StackStatus, reason: stack.StackStatusReason, lastChange: changed },
  };
}

function healthOf(status: string): Health {
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return 'well';
  // A deployment is under way, or an old resource is being removed after it.
  return /^(?:CREATE|UPDATE|IMPORT)_(?:IN_PROGRESS|COMPLETE_CLEANUP_IN_PROGRESS)$/.test(status)
    ? 'notice'
    : 'bad';
}

function cures(status: string): string {
  if (status === 'ROLLBACK_COMPLETE' || status === 'CREATE_FAILED') {
    return 'Its creation failed: mend the cause, delete the stack, deploy again.';
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return 'It could not go back either: `npx cdk rollback`, then mend the cause and deploy.';
  }
  if (status.startsWith('UPDATE_ROLLBACK')) {
    return 'The last deployment failed and was taken back: mend the cause and deploy again.';
  }
  return 'Look at its events in CloudFormation.';
}

/** The first thing that went wrong in the last deployment, where one did. */
async function whyItFailed(
  account: Account,
  stack: Stack,
  region: string,
): Promise<readonly Finding[]> {
  const { StackName = '', StackStatus = '' } = stack;
  if (healthOf(StackStatus) !== 'bad') return [];
  const { StackEvents = [] } = await account
    .client(CloudFormationClient, region)
    .send(new DescribeStackEventsCommand({ StackName }));
  // Newest first; the rest of what failed was only cancelled for it.
  const failed = StackEvents.filter(
    ({ ResourceStatus, ResourceStatusReason }) =>
      ResourceStatus?.endsWith('_FAILED') && !/cancelled/i.test(ResourceStatusReason ?? ''),
  );
  const event = failed.at(-1);
  if (event === undefined) return [];
  return [
    {
      health: 'bad',
      subject: event.LogicalResourceId ?? StackName,
      says: `${event.ResourceStatus}: ${event.ResourceStatusReason}`,
      facts: { type: event.ResourceType, time: event.Timestamp },
    },
  ];
}
