import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { account, region, type Emulator } from './deploy-emulator';
import { bareEnvironment, run, type Finished } from './run';

const repository = path.resolve(__dirname, '../..');

/** The CDK's own command line, with the emulator for all of AWS. */
export async function cdk(
  emulator: Emulator,
  folder: string,
  ...args: string[]
): Promise<Finished> {
  const faults = emulator.faults().length;
  return run(path.join(repository, 'node_modules/.bin/cdk'), args, {
    cwd: folder,
    env: bareEnvironment({ ...emulator.environment, CDK_DISABLE_VERSION_CHECK: 'true' }),
  }).catch((error: Error) => {
    // First what is wrong, then how far it came.
    const why = error.message.match(/^.*(?:❌|‣|FAILED).*$/gm) ?? [];
    throw new Error([...why, ...emulator.faults().slice(faults), error.message].join('\n'));
  });
}

/** Once for an emulator, before the first deployment: what `cdk bootstrap` makes in an account. */
export async function bootstrap(emulator: Emulator): Promise<void> {
  const nothing = await mkdtemp(path.join(tmpdir(), 'bootstrap-'));
  // In an empty folder there is no app that it would run first.
  await cdk(emulator, nothing, 'bootstrap', `aws://${account}/${region}`);
}

/**
 * Makes a public hosted zone, as whoever has a domain has one.
 *
 * @returns its id
 */
export async function makeHostedZone(emulator: Emulator, domain: string): Promise<string> {
  const client = new CloudFormationClient(emulator.client);
  const StackName = `zone-${domain.replaceAll('.', '-')}`;
  const Zone = { Type: 'AWS::Route53::HostedZone', Properties: { Name: domain } };
  const TemplateBody = JSON.stringify({ Resources: { Zone } });
  await client.send(new CreateStackCommand({ StackName, TemplateBody }));
  const { resources } = await readStack(emulator, StackName);
  return resources.get('Zone')?.physicalId ?? '';
}

/**
 * What `cdk synth` makes of a project, in a new folder that the caller removes. Without the checks of
 * the templates: other tests have them.
 */
export async function synthesize(project: string): Promise<string> {
  const assembly = await mkdtemp(path.join(tmpdir(), 'assembly-'));
  await run(
    path.join(repository, 'node_modules/.bin/cdk'),
    ['synth', '--quiet', '--no-validation', '--output', assembly],
    { cwd: project },
  );
  return assembly;
}

/** A stack as the emulator tells it. */
export interface DeployedStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly template: Template;
  /** By logical id. */
  readonly resources: ReadonlyMap<string, { readonly type: string; readonly physicalId: string }>;
  /** Types of resources that the template has and the emulator passed over. */
  readonly ignored: ReadonlySet<string>;
}

export interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }
    >
  >;
}

export const tiers = ['network', 'data', 'web'] as const;
export type Tier = (typeof tiers)[number];

export interface Deployed {
  readonly seconds: number;
  /** What the CDK's command printed. */
  readonly output: string;
  readonly stacks: Readonly<Record<Tier, DeployedStack>>;
  /** What the CDK says that each took. */
  readonly secondsOf: Readonly<Record<Tier, number>>;
}

/**
 * Deploys all stacks of one environment by one `cdk deploy`, as users do it.
 *
 * @param assembly folder that `cdk synth` wrote
 * @param project the project's name, which its stacks' names start with
 * @throws Error with all that the CDK printed, and where the emulator failed
 */
export async function deployTo(
  emulator: Emulator,
  assembly: string,
  project: string,
  environment: 'dev' | 'prod',
): Promise<Deployed> {
  const { seconds, stdout, stderr } = await cdk(
    emulator,
    assembly,
    ...['deploy', `${environment}-*`, '--app', assembly, '--require-approval=never'],
  );
  const stack = (tier: Tier) => readStack(emulator, `${project}-${environment}-${tier}`);
  const output = `${stdout}\n${stderr}`;
  const took = (tier: Tier) => {
    const lines = new RegExp(`✅ +${environment}-${tier} [^✨]*✨ +Deployment time: ([\\d.]+)s`);
    return Number(lines.exec(output)?.[1] ?? 0);
  };
  return {
    seconds,
    output,
    secondsOf: { network: took('network'), data: took('data'), web: took('web') },
    stacks: {
      network: await stack('network'),
      data: await stack('data'),
      web: await stack('web'),
    },
  };
}

/** Of all stacks that there are. */
export async function stackNames(emulator: Emulator): Promise<string[]> {
  const { Stacks } = await new CloudFormationClient(emulator.client).send(
    new DescribeStacksCommand({}),
  );
  return (Stacks ?? []).map(({ StackName = '' }) => StackName);
}

/** A deployed stack. */
export async function readStack(emulator: Emulator, name: string): Promise<DeployedStack> {
  const client = new CloudFormationClient(emulator.client);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: name }));
  const template = JSON.parse(TemplateBody ?? '{}') as Template;
  const resources = new Map<string, { type: string; physicalId: string }>();
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const one of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId = '', ResourceType = '', PhysicalResourceId = '' } = one;
      resources.set(LogicalResourceId, { type: ResourceType, physicalId: PhysicalResourceId });
    }
  }
  const wanted = Object.entries(template.Resources);
  return {
    name,
    outputs: Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map((one) => [one.OutputKey ?? '', one.OutputValue ?? '']),
    ),
    template,
    resources,
    ignored: new Set(wanted.filter(([id]) => !resources.has(id)).map(([, { Type }]) => Type)),
  };
}
