import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { Account } from './account';
import { Failure } from './failure';

/** The parts of an environment, in the order of deployment. */
export const parts = ['network', 'data', 'web'] as const;

export type Part = (typeof parts)[number];

/** The stacks that CloudFormation knows; what was never deployed, or has been deleted, is absent. */
export type DeployedStacks = Partial<Record<Part, Stack>>;

export async function readStacks(account: Account): Promise<DeployedStacks> {
  const found = await Promise.all(
    parts.map(async (part) => [part, await readStack(account, stackName(account, part))] as const),
  );
  return Object.fromEntries(found.filter(([, stack]) => stack !== undefined));
}

export function stackName({ name }: Pick<Account, 'name'>, part: Part): string {
  return `${name}-${part}`;
}

/** What the Web stack says of itself. */
export interface WebOutputs {
  /** With no slash at its end. */
  readonly Url: string;
  readonly ServerGroupName: string;
  readonly TargetGroupArn: string;
  readonly LogGroupName: string;
  readonly DashboardUrl: string;
}

/** @throws Failure the environment is not deployed, or not to its end */
export function webOutputs(account: Account, { web }: DeployedStacks): WebOutputs {
  const outputs = Object.fromEntries(
    (web?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  ) as Partial<WebOutputs>;
  const { Url, ServerGroupName, TargetGroupArn, LogGroupName, DashboardUrl } = outputs;
  if (!Url || !ServerGroupName || !TargetGroupArn || !LogGroupName || !DashboardUrl) {
    throw notDeployed(account, web?.StackStatus);
  }
  return { Url, ServerGroupName, TargetGroupArn, LogGroupName, DashboardUrl };
}

function notDeployed({ config, name, id, region }: Account, status: string | undefined): Failure {
  const found = status === undefined ? 'is not there' : `is ${status}`;
  return new Failure(
    `${config.name} is not deployed in account ${id}, ${region}: the stack ${name}-web ${found}.`,
    `Deploy it: npm run ${deployScript(config.name)}.`,
  );
}

/** The script of package.json that deploys an environment. */
export function deployScript(environment: string): string {
  return environment === 'prod' ? 'deploy:prod' : 'deploy';
}

/** None where CloudFormation knows no stack of this name. @param region another than the project's */
export async function readStack(
  account: Account,
  name: string,
  region = account.region,
): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await account
      .client(CloudFormationClient, region)
      .send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    // There is no error code of its own for a stack that is not there.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
