/** The CLI, from its arguments to its exit code. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { version } from '../../package.json';
import { checkComplete, checkGiven, checkPairs, decide } from './answers';
import { readArguments } from './arguments';
import type { Arguments } from './arguments';
import { coloursFor } from './colours';
import { diskFailure } from './disk-failure';
import { exitCode } from './exit-codes';
import { Failure } from './failure';
import { help } from './help';
import { listenForInterruption } from './interruption';
import { openOutput } from './output';
import { detectPackageManager } from './package-manager';
import { schema } from './schema';
import { readRelease } from './template';
import { isTerminal, terminalWidth, writeLine } from './terminal';

/** @param templateFile the archive of templates */
export async function main(argv: readonly string[], templateFile: string): Promise<number> {
  const { env } = process;
  // Even a wrong command line is answered in the form that was asked for.
  const output = openOutput(argv.includes('--json'), env);
  const interruption = listenForInterruption();
  let directory = '.';
  try {
    const cwd = process.cwd();
    const args = readArguments(argv);
    const answer = information(args, env);
    if (answer) {
      writeLine(1, answer);
      return exitCode('done');
    }
    checkGiven(args, cwd);
    const answered = await complete(args, cwd);
    const decided = decide(answered, cwd, detectPackageManager(env.npm_config_user_agent));
    directory = decided.directory;
    const template = readRelease(readFileSync(templateFile), version);
    // Loaded only now, as --help and --version don't need it.
    const { create } = await import('./create');
    await create(decided, template, { cwd, env, output, interruption });
    if (!decided.wishes.start) return exitCode('done');
    const { start } = await import('./start');
    return await start(decided.answers.pm, directory, interruption.signal);
  } catch (error) {
    const failure = error instanceof Failure ? error : diskFailure(error, directory);
    if (!failure) throw error;
    output.fail(failure);
    return exitCode(failure.exit);
  }
}

/** What needs no project: the help, the version, the schema. */
function information({ command, given }: Arguments, env: NodeJS.ProcessEnv): string | undefined {
  if (given.help) {
    return help(version, Math.min(terminalWidth(), 100), coloursFor(1, env));
  }
  if (given.version) return version;
  if (command === 'schema') return JSON.stringify(schema(version), null, 2);
  return undefined;
}

/** Asks where there is somebody to ask. */
async function complete(args: Arguments, cwd: string): Promise<Arguments> {
  const { yes, json, ci, repository } = args.given;
  const detect = async () => {
    const { detectRepository } = await import('./detect-repository');
    return detectRepository(resolve(cwd, args.directory ?? ''));
  };
  const asked = !yes && !json && process.stdin.isTTY && isTerminal(1);
  if (!asked) {
    checkComplete(args);
    if (ci !== 'github' || repository !== undefined) return args;
    return { ...args, given: { ...args.given, repository: await detect() } };
  }
  const { ask } = await import('./prompt');
  const answered = await ask(args, `create-stateless-app ${version}`, async (name) =>
    name === 'repository' ? detect() : undefined,
  );
  checkPairs(answered.given);
  return answered;
}
