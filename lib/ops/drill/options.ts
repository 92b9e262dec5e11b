import { accessSync, constants } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import type { EnvironmentName } from '../../infra/config';
import { environmentNamed, type Values } from '../command';
import { usage } from '../failure';
import { faultSources } from './faults';

/** What the command line may say. */
export const drillFlags = {
  env: { type: 'string' },
  faults: { type: 'string' },
  clients: { type: 'string', default: '12' },
  rate: { type: 'string', default: '10' },
  seconds: { type: 'string' },
  report: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  'yes-in-production': { type: 'boolean', default: false },
} as const;

export interface DrillOptions {
  readonly environment: EnvironmentName;
  /** Only of these kinds; undefined: whatever this environment can have. */
  readonly kinds: readonly string[] | undefined;
  readonly clients: number;
  /** Requests a second. */
  readonly rate: number;
  /** That the load lasts at most; undefined: as the faults need. */
  readonly seconds: number | undefined;
  /** Files to write the report to. */
  readonly reports: readonly string[];
  readonly json: boolean;
  /** Nobody is asked. */
  readonly yes: boolean;
}

/** All kinds of fault that this project knows. */
export const kinds = faultSources.map(({ kind }) => kind);

/** @throws Failure (usage) what can't be meant, and what must not be done without a word more */
export function readDrillOptions(values: Values<typeof drillFlags>): DrillOptions {
  const environment = environmentNamed(values.env);
  if (environment === 'prod' && !values['yes-in-production']) {
    throw usage(
      'prod: a drill there takes from real visitors what it takes.',
      'Drill in dev first; then add --yes-in-production, at a quiet hour and with whoever is on call.',
    );
  }
  return {
    environment,
    kinds: kindsNamed(values.faults),
    clients: wholeNumber('clients', values.clients, 1, 100),
    rate: wholeNumber('rate', values.rate, 1, 100),
    seconds:
      values.seconds === undefined ? undefined : wholeNumber('seconds', values.seconds, 10, 7200),
    reports: values.report.map(reportFile),
    json: values.json,
    yes: values.yes,
  };
}

function kindsNamed(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const named = text.split(',').filter(Boolean);
  const unknown = named.find((kind) => !kinds.includes(kind));
  if (unknown !== undefined || named.length === 0) {
    throw usage(`--faults ${text}: no such fault.`, `Choose of ${kinds.join(', ')}.`);
  }
  return named;
}

/** Named before anything is done: a report that can't be written is worth nothing. */
function reportFile(file: string): string {
  if (!['.html', '.json', '.txt'].includes(extname(file))) {
    throw usage(`--report ${file}: of which kind?`, 'Let it end in .html, .json or .txt.');
  }
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch {
    throw usage(
      `--report ${file}: nothing can be written to ${dirname(resolve(file))}.`,
      'Make the folder first, or name another.',
    );
  }
  return file;
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw usage(`--${name} ${text}: not possible.`, `Give a whole number from ${least} to ${most}.`);
}
