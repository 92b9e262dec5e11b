/**
 * Every option of the CLI, described once. Flags, prompts, `--help`, `schema --json`, validation,
 * the table in the README and the test matrix are all read from here.
 */
import type { Option, OptionName } from './option';
import { awsOptions } from './options/aws';
import { projectOptions } from './options/project';
import { runningOptions } from './options/running';
import { setupOptions } from './options/setup';

export const options: Readonly<Record<OptionName, Option>> = {
  ...projectOptions,
  ...awsOptions,
  ...setupOptions,
  ...runningOptions,
};

/** How one writes the flag: `--git, --no-git`, `--session <store>`, `-y, --yes`. */
export function flagForm(name: OptionName): string {
  const option = options[name];
  if (option.kind !== 'switch') return `--${name} <${option.value}>`;
  if (option.default) return `--${name}, --no-${name}`;
  return option.alias ? `-${option.alias}, --${name}` : `--${name}`;
}
