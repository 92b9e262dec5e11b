import type { Account } from '../account';
import { ago } from '../ago';
import { readStacks, webOutputs } from '../deployed-stacks';
import type { DeployedStacks } from '../deployed-stacks';
import { Failure } from '../failure';
import { isBad } from '../finding';
import type { Section } from '../finding';
import { look } from '../look';
import { stores } from '../stores';
import { alarmsSection } from './alarms-section';
import { serversSection } from './servers-section';
import { siteSection } from './site-section';
import { stacksSection } from './stacks-section';

export interface EnvironmentStatus {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Whether any of its stacks is there. */
  readonly deployed: boolean;
  readonly ok: boolean;
  /** When CloudFormation last changed the servers' stack. */
  readonly lastDeployment?: Date;
  readonly dashboard?: string;
  readonly sections: readonly Section[];
}

/** Everything that one looks at to know whether an environment is up, asked for at once. */
export async function environmentStatus(account: Account): Promise<EnvironmentStatus> {
  const stacks = await readStacks(account);
  const common = {
    environment: account.config.name,
    account: account.id,
    region: account.region,
    name: account.name,
  };
  if (Object.keys(stacks).length === 0) {
    return { ...common, deployed: false, ok: true, sections: [] };
  }
  const outputs = outputsOf(account, stacks);
  const sections = await Promise.all([
    ...(outputs === undefined ? [] : [siteSection(outputs.Url)]),
    stacksSection(account, stacks),
    ...(outputs === undefined ? [] : [serversSection(account, outputs)]),
    ...stores.map(async (store) => ({
      title: store.title,
      findings: await look(account.name, () => store.status(account)),
    })),
    alarmsSection(account),
  ]);
  const lastDeployment = stacks.web?.LastUpdatedTime ?? stacks.web?.CreationTime;
  return {
    ...common,
    deployed: true,
    ok: !sections.some(({ findings }) => findings.some(isBad)),
    ...(lastDeployment === undefined ? {} : { lastDeployment }),
    ...(outputs === undefined ? {} : { dashboard: outputs.DashboardUrl }),
    sections,
  };
}

/** None where the Web stack is not there yet, which is a finding of its own. */
function outputsOf(account: Account, stacks: DeployedStacks) {
  try {
    return webOutputs(account, stacks);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** `my-app-dev in account 123456789012, us-east-1, deployed 2 hours ago` */
export function headline(status: EnvironmentStatus): string {
  const deployed = status.lastDeployment;
  return `${status.name} in account ${status.account}, ${status.region}${deployed === undefined ? '' : `, deployed ${ago(deployed)}`}`;
}
