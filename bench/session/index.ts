/**
 * `npm run bench:session`: our carriers beside what one would take instead, in one run, in turn, each in
 * a process of its own. What is compared is the server's processor time for a request, which holds on a
 * machine that does other things meanwhile; latencies are told for the curious.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { contestants } from './contestants';
import { measure } from './measure';
import { toJson, toTable } from './report';
import { startStores } from './stores';

const peersFolder = path.join(__dirname, 'peers');
const json = process.argv.includes('--json');

async function main(): Promise<void> {
  if (!existsSync(path.join(peersFolder, 'node_modules'))) {
    console.error('Installing the peers …');
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: peersFolder, stdio: ['ignore', 2, 2] });
  }
  const oursFolder = path.join(peersFolder, 'node_modules', '.ours');
  const ours = contestants.filter(({ kind }) => kind === 'ours');
  await build({
    entryPoints: ours.map(({ file }) => path.join(__dirname, file)),
    outdir: oursFolder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  const stores = await startStores();
  try {
    const figures = await measure(
      contestants.filter(({ store }) => stores.has(store)),
      (contestant) =>
        contestant.kind === 'ours'
          ? path.join(oursFolder, `${path.basename(contestant.file, '.ts')}.js`)
          : path.join(__dirname, contestant.file),
      stores,
    );
    const machine = {
      node: process.version,
      cpu: `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}`,
      system: `${os.type()} ${os.release()}`,
    };
    console.log(json ? toJson(figures, machine) : toTable(figures, machine));
  } finally {
    await stores.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
