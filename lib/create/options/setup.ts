/** What is done once the files are written. */
import type { Option, OptionName } from '../option';

export const setupOptions = {
  pm: {
    kind: 'choice',
    group: 'Setup',
    help: 'Package manager. Default: the one that runs this, else npm.',
    value: 'manager',
    noun: 'a package manager',
    choices: [{ value: 'npm', help: 'npm' }],
    planned: ['pnpm', 'yarn', 'bun'],
    default: 'npm',
    answer: true,
  },
  git: {
    kind: 'switch',
    group: 'Setup',
    help: 'Make a git repository with a first commit, unless the folder is in one already.',
    question: 'Make a git repository?',
    default: true,
  },
  install: {
    kind: 'switch',
    group: 'Setup',
    help: 'Install the dependencies, which is all that needs the network.',
    question: 'Install the dependencies?',
    default: true,
  },
  start: {
    kind: 'switch',
    group: 'Setup',
    help: 'Then start the app on this machine, until Ctrl-C.',
    default: false,
    excludes: [
      { option: 'install', value: false },
      { option: 'dry-run', value: true },
      { option: 'json', value: true },
    ],
  },
} satisfies Partial<Record<OptionName, Option>>;
