/** What all commands here share: reading the line, failing well, Ctrl-C. */
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { environments } from '../infra/config';
import type { EnvironmentName } from '../infra/config';
import { explain } from './aws-failure';
import { coloursFor } from './colours';
import { Failure, usage } from './failure';

export interface Command<Options extends NonNullable<ParseArgsConfig['options']>> {
  /** Printed for --help, as it is. */
  readonly help: string;
  readonly options: Options;
  /** At Ctrl-C it ends by itself, as `interrupted` tells it to; a second one still ends it at once. */
  readonly endsItself?: boolean;
  /** @returns the exit code. What it throws is explained to people; a Failure has a code of its own. */
  run(values: Values<Options>, interrupted: AbortSignal): Promise<number>;
}

export type Values<Options extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

/** 0 done and well, 1 something is wrong, 2 the line can't be understood, 130 Ctrl-C. */
export async function runCommand<Options extends NonNullable<ParseArgsConfig['options']>>(
  command: Command<Options>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${command.help}\n`);
    return;
  }
  const interrupted = interruption(command.endsItself ?? false);
  await endWith(async () => command.run(read(command.options, args), interrupted));
}

/** Comes with Ctrl-C, or what stands for it; the process ends at once, or where it `endsItself` at the second. */
function interruption(endsItself: boolean): AbortSignal {
  const interrupt = new AbortController();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      first ??= performance.now();
      // One Ctrl-C comes twice: from the terminal, and from npm, which passes it on.
      const isSecond = performance.now() - first > 500;
      if (!endsItself || isSecond) process.exit(130);
      interrupt.abort();
    });
  }
  return interrupt.signal;
}

/** Ends the process with the code that `main` comes to, or with that of its failure. */
export async function endWith(main: () => Promise<number>): Promise<void> {
  // Whoever reads may stop doing so, as in `npm run status | head -1`.
  process.stdout.once('error', () => process.exit(1));
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = report(explain(error));
  }
}

function read<Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
  args: readonly string[],
): Values<Options> {
  try {
    return parseArgs({ options, args: [...args] }).values;
  } catch (error) {
    throw error instanceof Error ? usage(error.message, 'Add --help to see what there is.') : error;
  }
}

/** @returns the exit code */
function report(error: unknown): number {
  const { red } = coloursFor(process.stderr);
  if (error instanceof Failure) {
    process.stderr.write(`${red('✖')} ${error.message}\n  ${error.cure}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

/** Which environments `--env` names. @throws Failure (usage) */
export function environmentsNamed(value: string | undefined): EnvironmentName[] {
  const all = Object.keys(environments) as EnvironmentName[];
  if (value === undefined || value === 'all') return all;
  const one = all.find((name) => name === value);
  if (one === undefined) {
    throw usage(`--env ${value}: no environment.`, `Choose ${all.join(', ')} or all.`);
  }
  return [one];
}

/** The one environment that `--env` must name. @throws Failure (usage) */
export function environmentNamed(value: string | undefined): EnvironmentName {
  const [one, second] = environmentsNamed(value);
  if (one === undefined || second !== undefined) {
    throw usage('--env: which one?', `Add --env ${Object.keys(environments).join(' or --env ')}.`);
  }
  return one;
}
