import { readFileSync } from 'node:fs';

/** The variable that tells the tests where `global-setup.ts` has put what it synthesized. */
export const folderVariable = 'INFRA_TEST_TEMPLATES';

/** The file in that folder with the names of the setups. */
export const namesFile = 'names.json';

/** The file in that folder with the types of servers that EC2 has not. */
export const unknownTypesFile = 'unknown-types.json';

/** One that is looked for with them, to see that none goes unnoticed. */
export const bogusType = 't9.huge';

// A template's shape is CloudFormation's, which no type here follows.
// oxlint-disable-next-line typescript/no-explicit-any
export type Properties = Record<string, any>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DependsOn?: readonly string[];
  readonly CreationPolicy?: Properties;
  readonly UpdatePolicy?: Properties;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, Properties>;
  readonly Parameters?: Record<string, Properties>;
}

/** What the configuration says of a store. */
export interface StoreSummary {
  readonly port?: { readonly number: number; readonly of: string };
  /** Ids of the endpoints of the APIs that it needs. */
  readonly apis: readonly string[];
}

/** One environment's templates, what its synth said, and what of its configuration tests ask for. */
export interface Synthesized {
  readonly environment: 'dev' | 'prod';
  readonly protect: boolean;
  readonly stores: readonly StoreSummary[];
  readonly network: Template;
  readonly data: Template;
  readonly web: Template;
  /** Only where a firewall stands before CloudFront. */
  readonly firewall?: Template;
  /** Of each stack: CloudFormation hands them down to what is in it. */
  readonly tags: readonly Readonly<Record<string, string>>[];
  readonly warnings: readonly string[];
  /** Paths of the templates. */
  readonly files: readonly string[];
}

/** Names of setups. `own` are those with the stores that this project has chosen. */
const names: Record<'main' | 'own' | 'all', string[]> = JSON.parse(inFolder(namesFile));
export const mainSetupNames = names.main;
export const ownSetupNames = names.own;
export const allSetupNames = names.all;

export const unknownServerTypes: readonly string[] = JSON.parse(inFolder(unknownTypesFile));

/** The setups that have a resource of this type, and one that fits, in the Data stack. */
export function setupNamesWith(
  type: string,
  fits: (resource: Resource) => boolean = () => true,
): string[] {
  return allSetupNames.filter((setup) => resources(templatesOf(setup).data, type).some(fits));
}

/** What was synthesized for one setup. */
export function templatesOf(setup: string): Synthesized {
  return JSON.parse(inFolder(`${setup}.json`));
}

function inFolder(file: string): string {
  const folder = process.env[folderVariable];
  // Whoever writes these files has not written them yet.
  return folder === undefined ? '{}' : readFileSync(`${folder}/${file}`, 'utf8');
}

/** Resources of one type, or of all, in one template or several. */
export function resources(templates: Template | readonly Template[], type?: string): Resource[] {
  return [templates]
    .flat()
    .flatMap((template) => Object.values(template.Resources))
    .filter((resource) => type === undefined || resource.Type === type);
}

/** The one resource of a type. */
export function theOne(template: Template, type: string): Resource {
  const found = resources(template, type);
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0]!;
}

/** A text with references in it, these written as `<what they refer to>`. */
export function flatten(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[intrinsic, argument] = []] = Object.entries(value);
  // What is joined is a list, or a reference to one.
  if (intrinsic === 'Fn::Join') return [argument[1]].flat().map(flatten).join(argument[0]);
  if (intrinsic === 'Fn::Base64') return flatten(argument);
  if (intrinsic === 'Fn::GetStackOutput') return `<${argument.OutputName}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${argument.join('.')}>`;
  return `<${typeof argument === 'string' ? argument : intrinsic}>`;
}

/** What servers run at their first boot. */
export function userData(web: Template): string {
  const launchTemplate = theOne(web, 'AWS::EC2::LaunchTemplate');
  return flatten(launchTemplate.Properties['LaunchTemplateData'].UserData);
}

/** The server's environment variables. */
export function serverEnvironment(web: Template): Record<string, string> {
  const [, file = ''] = /\/etc\/app\/environment <<'END'\n(.*?)\nEND\n/s.exec(userData(web)) ?? [];
  return Object.fromEntries(
    file.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/** The attributes of a load balancer or target group. */
export function attributes(resource: Resource): Record<string, unknown> {
  const list: { Key: string; Value: unknown }[] =
    resource.Properties['LoadBalancerAttributes'] ?? resource.Properties['TargetGroupAttributes'];
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}
