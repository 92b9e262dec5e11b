/**
 * Deploys a project of the answers given, by the CDK's own command line, to an AWS emulated on this
 * machine, and shows what it made and how long that took. Everything is gone when it ends.
 *
 *   npm run deploy:local [-- --session STORE] [--database DATABASE] [--env dev|prod]
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { combinations, type Stores } from '../../lib/create/combinations';
import { canEmulateAws, startEmulator, type Emulator } from './deploy-emulator';
import { ignoredTypes } from './deploy-ignored-types';
import { bootstrap, deployTo, synthesize, tiers, type Deployed } from './deploy-stacks';
import { projectsIn } from './matrix-project';

const environments = ['dev', 'prod'] as const;
type EnvironmentName = (typeof environments)[number];

interface Options extends Stores {
  readonly environments: readonly EnvironmentName[];
}

/** What is wrong with how it was called. */
class Usage extends Error {}

/** By Ctrl-C, which also ends what runs here: that these failed is then no news. */
let interrupted = false;

async function main(): Promise<void> {
  const { environments, ...stores } = parse(process.argv.slice(2));
  if (!canEmulateAws) {
    throw new Usage(
      'There is no moto_server on PATH, which emulates AWS here. Install it: pip install "moto[server]==5.2.1"',
    );
  }
  const projects = projectsIn('deploy-local');
  const made: { emulator?: Emulator; assembly?: string } = {};
  const clean = async () => {
    await made.emulator?.stop();
    if (made.assembly) await rm(made.assembly, { recursive: true, force: true });
    await projects.remove();
  };
  process.once('SIGINT', () => {
    interrupted = true;
    void clean().finally(() => process.exit(130));
  });
  try {
    say(
      `Starts the emulator, and makes a project with session ${stores.session} and database ${stores.database}`,
    );
    const [emulator] = await Promise.all([startEmulator(), projects.build()]);
    made.emulator = emulator;
    await bootstrap(emulator);
    made.assembly = await synthesize(await projects.make('shop', stores));
    for (const environment of environments) {
      say(`Deploys ${environment}`);
      report(environment, await deployTo(emulator, made.assembly, 'shop', environment));
    }
  } finally {
    await clean();
  }
}

function parse(args: string[]): Options {
  const { values } = (() => {
    try {
      return parseArgs({
        args,
        options: {
          session: { type: 'string', default: 'redis' },
          database: { type: 'string', default: 'postgres' },
          env: { type: 'string' },
        },
      });
    } catch (error) {
      throw new Usage((error as Error).message);
    }
  })();
  const { session, database, env } = values;
  if (!combinations.some((pair) => pair.session === session && pair.database === database)) {
    const pairs = combinations.map((pair) => `${pair.session} with ${pair.database}`);
    throw new Usage(`--session ${session} --database ${database}: choose ${pairs.join(', ')}.`);
  }
  const chosen = environments.filter((environment) => (env ?? environment) === environment);
  if (chosen.length === 0) throw new Usage(`--env ${env}: choose ${environments.join(' or ')}.`);
  return { session, database, environments: chosen };
}

function report(environment: EnvironmentName, { seconds, secondsOf, stacks }: Deployed): void {
  const rows = tiers.map((tier) => [
    `${environment}-${tier}`,
    secondsOf[tier].toFixed(1),
    String(stacks[tier].resources.size),
    [...stacks[tier].ignored].join(', ') || 'nothing',
  ]);
  const table = [['stack', 'seconds', 'resources', 'ignored'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table) {
    say(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd()}`,
    );
  }
  for (const type of new Set(rows.flatMap(([, , , ignored]) => ignored!.split(', ')))) {
    if (type !== 'nothing') say(`  ${type}: ${ignoredTypes[type] ?? 'not expected to be ignored'}`);
  }
  say(`  ${seconds.toFixed(1)} s in all. Url ${stacks.web.outputs['Url']}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: Error) => {
  if (interrupted) return;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof Usage ? 2 : 1;
});
