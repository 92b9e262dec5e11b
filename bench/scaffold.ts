/**
 * Is making a project with this CLI slower than with create-vite? Whole processes, one after the other
 * in turn, each into a folder of its own; nothing is installed. In memory where there is such a disk:
 * on ext4 making a file costs ten times as much while others have just been removed, by whomever.
 *
 *   npm run bench:scaffold -- [--json] [--runs N]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildCli } from '../lib/create/build';

const peer = 'create-vite@9.3.0';

interface Tool {
  readonly name: string;
  /** What Node runs to make a project in `folder`. */
  arguments(folder: string): string[];
}

interface Measured {
  readonly name: string;
  /** Median, in milliseconds, from spawn to exit. */
  readonly wallMs: number;
  readonly fastestMs: number;
  readonly files: number;
}

interface Report {
  readonly ratioToCreateVite: number;
  readonly tools: readonly Measured[];
  readonly runs: number;
  readonly disk: string;
  readonly machine: string;
  readonly node: string;
  readonly npm: string;
}

async function main(): Promise<void> {
  const json = process.argv.includes('--json');
  const runs = Number(process.argv[process.argv.indexOf('--runs') + 1]) || 25;
  const folder = mkdtempSync(path.join(disk(), 'bench-scaffold-'));
  try {
    await buildCli(path.join(folder, 'ours'));
    const measured = measure(tools(folder), runs, folder);
    const [ours, theirs] = measured;
    const report: Report = {
      ratioToCreateVite: round(ours!.wallMs / theirs!.wallMs),
      tools: measured,
      runs,
      disk: disk(),
      machine: `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, ${os.type()} ${os.release()}`,
      node: process.version,
      npm: execFileSync('npm', ['--version'], { encoding: 'utf8', shell: isWindows }).trim(),
    };
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${text(report)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function disk(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
}

const isWindows = process.platform === 'win32';

function tools(folder: string): Tool[] {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, peer], {
    stdio: 'ignore',
    shell: isWindows,
  });
  const vite = path.join(folder, 'node_modules/create-vite');
  const { bin } = JSON.parse(readFileSync(path.join(vite, 'package.json'), 'utf8'));
  return [
    {
      name: 'create-stateless-app',
      arguments: (to) => [
        path.join(folder, 'ours/create-stateless-app.mjs'),
        ...[to, '--yes', '--no-install', '--no-git'],
      ],
    },
    {
      name: peer,
      arguments: (to) => [
        path.join(vite, bin['create-vite']),
        ...[to, '--template', 'react-ts', '--no-interactive'],
      ],
    },
  ];
}

function measure(compared: readonly Tool[], runs: number, folder: string): Measured[] {
  const times = compared.map((): number[] => []);
  // One more than counts: the first finds cold disk caches.
  for (let run = 0; run <= runs; run++) {
    const cwd = path.join(folder, `run-${run}`);
    mkdirSync(cwd);
    for (const [index, tool] of compared.entries()) {
      const started = performance.now();
      const { status } = spawnSync(process.execPath, tool.arguments(`project-${index}`), {
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const took = performance.now() - started;
      if (status !== 0) throw new Error(`${tool.name} failed with exit code ${status}.`);
      if (run > 0) times[index]!.push(took);
    }
  }
  return compared.map(({ name }, index) => {
    const sorted = times[index]!.toSorted((a, b) => a - b);
    return {
      name,
      wallMs: round(sorted[Math.floor(sorted.length / 2)]!),
      fastestMs: round(sorted[0]!),
      files: count(path.join(folder, 'run-0', `project-${index}`)),
    };
  });
}

function count(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function text({ ratioToCreateVite, tools: measured, ...where }: Report): string {
  const rows = measured.map(
    ({ name, wallMs, fastestMs, files }) =>
      `  ${name.padEnd(22)}median ${wallMs} ms, fastest ${fastestMs} ms, ${files} files`,
  );
  return [
    `${ratioToCreateVite} × the time of ${peer} (${where.runs} runs each, in ${where.disk})`,
    ...rows,
    `  Node.js ${where.node}, npm ${where.npm}, ${where.machine}`,
  ].join('\n');
}

void main();
