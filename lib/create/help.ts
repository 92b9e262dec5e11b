/** `--help`: teaches the command from the option table. */
import type { Colours } from './colours';
import { exitCodes } from './exit-codes';
import { optionNames } from './option';
import type { Choice, OptionName } from './option';
import { flagForm, options } from './options';

const groups = ['Project', 'AWS', 'Setup', 'Running'] as const;

const usages = [
  ['create-stateless-app [FOLDER] [OPTIONS]', 'make a project'],
  ['create-stateless-app schema', 'print every option as JSON, for programs'],
] as const;

const examples = [
  ['npx create-stateless-app', 'asks what it needs to know'],
  ['npx create-stateless-app my-app --yes', 'takes the defaults'],
  ['npx create-stateless-app my-app --yes --start', '… and starts the app'],
  ['npx create-stateless-app . --yes', 'in this folder, named for it'],
  ['npx create-stateless-app my-app --yes --dry-run', 'lists what it would write'],
] as const;

/** @param width columns to wrap at */
export function help(version: string, width: number, colours: Colours): string {
  const { bold, cyan, dim } = colours;
  const flagWidth = Math.max(...optionNames.map((name) => flagForm(name).length)) + 4;
  const list = (
    rows: readonly (readonly [string, string])[],
    left = Math.max(...rows.map(([term]) => term.length)) + 4,
  ) =>
    rows.flatMap(([term, text]) => {
      const [first = '', ...rest] = wrap(text, width - left);
      return [
        `  ${cyan(term)}${' '.repeat(left - 2 - term.length)}${first}`,
        ...rest.map((line) => ' '.repeat(left) + line),
      ];
    });
  const section = (title: string, lines: readonly string[]) => [bold(title), ...lines, ''];
  return [
    `${bold('create-stateless-app')} ${dim(version)}`,
    ...wrap(
      'Makes a web app whose servers keep nothing, so that any of them can be killed, and the AWS stacks that run it.',
      width,
    ),
    '',
    ...section('Usage', list(usages)),
    ...groups.flatMap((group) =>
      section(
        group,
        list(
          inGroup(group).flatMap((name) => [
            [flagForm(name), describe(name)] as const,
            ...explained(name).map(({ value, help: text }) => [`  ${value}`, text] as const),
          ]),
          flagWidth,
        ),
      ),
    ),
    ...section('Examples', list(examples)),
    ...section(
      'Exit codes',
      list(exitCodes.map(({ code, meaning }) => [String(code), meaning] as const)),
    ),
    ...wrap(
      "The folder is the project's place, and its name unless --name says another. It appears when all is done, the installation too; until then a failure or Ctrl-C leaves nothing behind. Questions are asked only where input and output are a terminal.",
      width,
    ),
  ].join('\n');
}

function inGroup(group: string): OptionName[] {
  return optionNames.filter((name) => options[name].group === group);
}

/** What an option does, its default, and what it can't do yet. */
export function describe(name: OptionName): string {
  const option = options[name];
  const notes = [option.help];
  if (option.kind === 'choice' && option.choices.length === 1) {
    notes.push(`One of: ${option.choices.map(({ value }) => value).join(', ')}.`);
  } else if (option.kind !== 'switch' && option.default) {
    notes.push(`Default: ${option.default}.`);
  }
  if (option.kind === 'choice' && option.planned.length > 0) {
    notes.push(`Planned: ${option.planned.join(', ')}.`);
  }
  return notes.join(' ');
}

/** The values of an option that have something to choose between, each with what it means. */
export function explained(name: OptionName): readonly Choice[] {
  const option = options[name];
  if (option.kind !== 'choice' || option.choices.length < 2) return [];
  return option.choices.map((choice) => {
    const { notWith } = choice;
    if (!notWith) return choice;
    return { ...choice, help: `${choice.help} Not with --${notWith.option} ${notWith.value}.` };
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
