import { parseArgs } from 'node:util';

export interface Options {
  /** Words of contestants' names; only these run. Undefined: all. */
  only: readonly string[] | undefined;
  /** How often each operation of each contestant has its turn. */
  rounds: number;
  /** One object for programs instead of a table for people. */
  json: boolean;
  /** Nothing is measured: the figures are read from this file, and the docs written from them. */
  report: string | undefined;
}

export const USAGE = `npm run bench:session -- [options]
  --only WORDS    contestants whose name or kind has one of these (comma-separated)
  --rounds N      turns of each contestant; the median counts (default: 7)
  --json          print JSON
  --report FILE   measure nothing; write docs/images/session-bench.svg and the table in
                  docs/sessions.md from the JSON in FILE`;

/** @throws Error that names the option that is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      json: { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds ${values.rounds}: must be a whole number from 1`);
  }
  return { only: values.only?.split(','), rounds, json: values.json, report: values.report };
}
