/**
 * The command line, read: which command, which folder, and every flag that was really given.
 * Of yargs only its parser: help and validation come from the option table, and the rest of yargs
 * takes 30 ms to start, most of it for tables of Unicode widths.
 */
import parse from 'yargs-parser';
import { usage } from './failure';
import { nearest } from './nearest';
import { optionNames } from './option';
import type { OptionName } from './option';
import { options } from './options';

export type Command = 'create' | 'schema';

/** Flags as they were given, unchecked; what was not given is absent. */
export type GivenFlags = Partial<Record<OptionName, string | boolean>>;

export interface Arguments {
  readonly command: Command;
  readonly directory: string | undefined;
  readonly given: GivenFlags;
}

/** Words in the place of the folder that are commands, now or in a later version. */
const commands = new Map<string, Command | 'planned'>([
  ['schema', 'schema'],
  ['update', 'planned'],
]);

/** @throws Failure (usage) for an unknown or repeated flag, a missing value, a second folder. */
export function readArguments(argv: readonly string[]): Arguments {
  refuseOddSwitches(argv);
  const named = (kind: string) =>
    optionNames.filter((name) => (options[name].kind === 'switch') === (kind === 'switch'));
  const parsed: Record<string, unknown> & { _: (string | number)[] } = parse([...argv], {
    string: named('value'),
    boolean: named('switch'),
    alias: aliases(),
    configuration: {
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
      // A repeated flag becomes an array, so that it can be refused instead of the last one winning.
      'duplicate-arguments-array': true,
    },
  });

  const given: GivenFlags = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (key === '_' || key === '$0' || value === undefined) continue;
    const name = optionNames.find((known) => known === key || options[known].alias === key);
    if (!name) throw unknownFlag(key);
    given[name] = single(name, value);
  }
  const [first = '', ...rest] = parsed._.map(String);
  const command = commands.get(first);
  if (command === 'planned') {
    throw usage(`${first}: not in this version yet.`, `For a project called ${first} add --name.`);
  }
  const operands = command ? rest : parsed._.map(String);
  if (operands.length > 1) {
    throw usage(
      `${operands[1]}: one folder at a time, and ${operands[0]} was named before it.`,
      'Leave one of them out.',
    );
  }
  return { command: command ?? 'create', directory: operands[0], given };
}

/** yargs reads `--yes=maybe` as no, and of `--git --no-git` the last: both are mistakes. */
function refuseOddSwitches(argv: readonly string[]): void {
  for (const name of optionNames) {
    if (options[name].kind !== 'switch') continue;
    const odd = argv.find((word) => word.startsWith(`--${name}=`));
    if (odd) throw usage(`${odd}: takes no value.`, `Write --${name} or --no-${name}.`, name);
    if (argv.includes(`--${name}`) && argv.includes(`--no-${name}`)) {
      throw usage(`--${name} and --no-${name}: they contradict.`, 'Leave one of them out.', name);
    }
  }
}

function aliases(): Record<string, string> {
  const pairs = optionNames.flatMap((name) => {
    const { alias } = options[name];
    return alias ? [[name, alias] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function single(name: OptionName, value: unknown): string | boolean {
  if (Array.isArray(value)) {
    throw usage(`--${name}: given ${value.length} times.`, 'Give it once.', name);
  }
  if (options[name].kind === 'switch') return value === true;
  if (value === false) throw unknownFlag(`no-${name}`);
  if (typeof value !== 'string' || value === '') {
    throw usage(`--${name}: no value.`, `Write --${name} VALUE.`, name);
  }
  return value;
}

function unknownFlag(key: string): Error {
  const flag = key.length === 1 ? `-${key}` : `--${key}`;
  const near = nearest(key.replace(/^no-/, ''), optionNames);
  return usage(
    `${flag}: not an option.`,
    near ? `Did you mean --${near}?` : 'create-stateless-app --help lists them.',
  );
}
