/**
 * `npm run bench:session`: our carriers beside what one would take instead, in one run, in turn, each in
 * a process of its own. What is compared is the server's processor time for a request, which holds on a
 * machine that does other things meanwhile; latencies are told for the curious.
 *
 * Fair: the same session of about 300 bytes, the same requests, NODE_ENV=production, no TLS, and each peer
 * with the settings that its documentation recommends for production; where one of them is left out, its
 * file says why.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { chosen, type Contestant } from './contestants';
import { writeDocs } from './docs';
import { measure } from './measure';
import { readOptions, USAGE, type Options } from './options';
import { reportOf, type Report } from './report';
import { startStores } from './stores';
import { toTable } from './table';

const docsFolder = path.resolve(__dirname, '../../docs');
const peersFolder = path.join(__dirname, 'peers');
const bundlesFolder = path.join(peersFolder, 'node_modules', '.bundles');

async function main(options: Options): Promise<void> {
  if (options.report !== undefined) {
    await writeDocs(JSON.parse(readFileSync(options.report, 'utf8')) as Report, docsFolder);
    return;
  }
  if (!existsSync(path.join(peersFolder, 'node_modules'))) {
    console.error('Installing the peers …');
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: peersFolder, stdio: ['ignore', 2, 2] });
  }
  const contestants = chosen(options.only);
  await bundle(contestants);
  const stores = await startStores();
  try {
    const present = contestants.filter(({ store }) => stores.has(store));
    const figures = await measure(present, fileOf, stores, options.rounds);
    const machine = {
      node: process.version,
      cpu: `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown'}`,
      system: `${os.type()} ${os.release()}`,
    };
    const report = reportOf(figures, machine, options.rounds);
    console.log(options.json ? JSON.stringify(report, null, 2) : toTable(report));
  } finally {
    await stores.stop();
  }
}

const isOwnCode = ({ file }: Contestant) => file.endsWith('.ts');

/** Ours run as they are deployed: one file. */
async function bundle(contestants: readonly Contestant[]): Promise<void> {
  await build({
    entryPoints: contestants.filter(isOwnCode).map(({ file }) => path.join(__dirname, file)),
    outdir: bundlesFolder,
    outbase: __dirname,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
}

function fileOf(contestant: Contestant): string {
  return isOwnCode(contestant)
    ? path.join(bundlesFolder, contestant.file.replace(/\.ts$/, '.js'))
    : path.join(__dirname, contestant.file);
}

let options: Options | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
if (options) {
  main(options).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
