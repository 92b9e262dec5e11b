/**
 * What does a synth of a generated project cost? Against the sample app of `cdk init`, and against only
 * loading the modules of the CDK that the stacks use. Whole processes with all of their children, one
 * after the other in turn.
 *
 *   npm run bench:synth -- [--json] [--runs N]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildCli } from '../lib/create/build';

const repository = path.resolve(__dirname, '..');
const modules = path.join(repository, 'node_modules');
const cdk = path.join(modules, '.bin/cdk');

interface Contestant {
  readonly name: string;
  readonly cwd: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** With an empty cache of what tsx has compiled, as after a clone. */
  readonly cold?: true;
}

interface Measured {
  readonly name: string;
  /** Median of user and system time in milliseconds, children included. */
  readonly cpuMs: number;
  /** Median, from spawn to exit. */
  readonly wallMs: number;
}

interface Report {
  /** The program that synthesizes both environments, unchecked, against its modules alone. */
  readonly ratioToModules: number;
  /** `cdk synth --no-validation` here against the `cdk synth` that `cdk init` sets up. */
  readonly ratioToCdkInit: { readonly innerLoop: number; readonly validated: number };
  readonly contestants: readonly Measured[];
  readonly runs: number;
  readonly machine: string;
  readonly node: string;
}

async function main(): Promise<void> {
  const json = process.argv.includes('--json');
  const runs = Number(process.argv[process.argv.indexOf('--runs') + 1]) || 7;
  // The CLI of the CDK looks for its program's packages from the real path of where it runs.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-synth-'));
  try {
    const contestants = [...(await ours(folder)), theirs(folder)];
    const measured = measure(contestants, runs, folder);
    const cpu = (name: string) => measured.find((one) => one.name === name)!.cpuMs;
    const report: Report = {
      ratioToModules: round(cpu('program, unchecked') / cpu('its modules alone')),
      ratioToCdkInit: {
        innerLoop: round(cpu('cdk synth --no-validation') / cpu('cdk init sample-app: cdk synth')),
        validated: round(cpu('cdk synth, warm') / cpu('cdk init sample-app: cdk synth')),
      },
      contestants: measured,
      runs,
      machine: `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, ${os.type()} ${os.release()}`,
      node: process.version,
    };
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${text(report)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A project of the default answers, with this repository's own packages. */
async function ours(folder: string): Promise<Contestant[]> {
  await buildCli(path.join(folder, 'cli'));
  execFileSync(
    process.execPath,
    ['cli/create-stateless-app.mjs', 'ours', '--yes', '--no-install', '--no-git'],
    { cwd: folder, stdio: 'ignore' },
  );
  const cwd = path.join(folder, 'ours');
  symlinkSync(modules, path.join(cwd, 'node_modules'));
  writeFileSync(path.join(cwd, 'modules.ts'), loadsModules(path.join(cwd, 'lib/infra')));
  const program = [process.execPath, '--import', 'tsx'];
  const unchecked = { CDK_VALIDATION: 'false', CDK_OUTDIR: path.join(folder, 'assembly') };
  return [
    { name: 'cdk synth, cold', cwd, command: [cdk, 'synth', '--quiet'], cold: true },
    { name: 'cdk synth, warm', cwd, command: [cdk, 'synth', '--quiet'] },
    {
      name: 'cdk synth --no-validation',
      cwd,
      command: [cdk, 'synth', '--quiet', '--no-validation'],
    },
    {
      name: 'program, unchecked',
      cwd,
      command: [...program, 'bin/infra.ts'],
      environment: unchecked,
    },
    { name: 'its modules alone', cwd, command: [...program, 'modules.ts'] },
  ];
}

/**
 * A program that imports what the stacks import of the CDK, and does nothing with it. It names each,
 * since the CDK loads a class at the first mention of its name.
 */
function loadsModules(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const imports = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(folder, file), 'utf8').matchAll(
        /^import \{([^}]*)\} from '((?:aws-cdk-lib|constructs)[^']*)';/gm,
      ),
    ]);
  return imports
    .map(([, names, module], index) => {
      const used = names!.split(',').flatMap((name) => name.trim() || []);
      return `import * as m${index} from '${module}';\n${used.map((name) => `void m${index}.${name};`).join('\n')}`;
    })
    .join('\n');
}

/** What `cdk init` writes, run as it says. */
function theirs(folder: string): Contestant {
  const cwd = path.join(folder, 'theirs');
  mkdirSync(cwd);
  execFileSync(cdk, ['init', 'sample-app', '--language', 'typescript', '--generate-only'], {
    cwd,
    stdio: 'ignore',
  });
  symlinkSync(modules, path.join(cwd, 'node_modules'));
  return { name: 'cdk init sample-app: cdk synth', cwd, command: [cdk, 'synth', '--quiet'] };
}

function measure(contestants: readonly Contestant[], runs: number, folder: string): Measured[] {
  const cpu = contestants.map((): number[] => []);
  const wall = contestants.map((): number[] => []);
  // One more than counts: the first finds cold caches.
  for (let run = 0; run <= runs; run++) {
    for (const [index, contestant] of contestants.entries()) {
      const temporary = path.join(folder, contestant.cold ? `cold-${run}` : 'warm');
      mkdirSync(temporary, { recursive: true });
      const started = performance.now();
      // A shell's `times` prints what it and its children have used, on Linux and macOS alike.
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', '"$@" >/dev/null && times', '-', ...contestant.command],
        {
          cwd: contestant.cwd,
          encoding: 'utf8',
          env: { ...process.env, ...contestant.environment, TMPDIR: temporary, CI: 'true' },
        },
      );
      const took = performance.now() - started;
      if (status !== 0) throw new Error(`${contestant.name} failed:\n${stderr}`);
      if (run === 0) continue;
      wall[index]!.push(took);
      cpu[index]!.push(milliseconds(stdout));
    }
  }
  return contestants.map(({ name }, index) => ({
    name,
    cpuMs: median(cpu[index]!),
    wallMs: median(wall[index]!),
  }));
}

/** The sum of `0m1.23s 0m0.45s`, of the shell itself and of its children. */
function milliseconds(times: string): number {
  const all = [...times.matchAll(/(\d+)m([\d.]+)s/g)];
  return all.reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function text({ ratioToModules, ratioToCdkInit, contestants, ...where }: Report): string {
  return [
    `${ratioToModules} × its modules alone; ${ratioToCdkInit.innerLoop} × cdk init in the inner loop, ${ratioToCdkInit.validated} × with every check (CPU, medians of ${where.runs})`,
    ...contestants.map(
      ({ name, cpuMs, wallMs }) => `  ${name.padEnd(32)}${cpuMs} ms CPU, ${wallMs} ms wall`,
    ),
    `  Node.js ${where.node}, ${where.machine}`,
  ].join('\n');
}

void main();
