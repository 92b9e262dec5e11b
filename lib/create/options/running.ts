/** How the command itself behaves. */
import type { Option, OptionName } from '../option';

export const runningOptions = {
  yes: {
    kind: 'switch',
    group: 'Running',
    alias: 'y',
    help: 'Ask nothing: take the default for every answer that is not given.',
    default: false,
  },
  'dry-run': {
    kind: 'switch',
    group: 'Running',
    help: 'List what would be written, and write nothing.',
    default: false,
  },
  json: {
    kind: 'switch',
    group: 'Running',
    help: 'Print one JSON object, for success and for errors, and ask nothing.',
    default: false,
  },
  force: {
    kind: 'switch',
    group: 'Running',
    help: 'Overwrite the files listed as conflicts. No other file is touched.',
    default: false,
  },
  version: {
    kind: 'switch',
    group: 'Running',
    alias: 'v',
    help: 'Print the version.',
    default: false,
  },
  help: { kind: 'switch', group: 'Running', alias: 'h', help: 'Print this help.', default: false },
} satisfies Partial<Record<OptionName, Option>>;
