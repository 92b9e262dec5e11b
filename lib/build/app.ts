import { cpSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { loadedLater, readAtRunTime } from './app-files';

const ROOT = resolve(__dirname, '../..');

/**
 * What a start doesn't need, in files of its own: Node takes about 10 ms to look through each MB of
 * server.js. Each is loaded by `await import('./NAME')` from a file beside it; in the bundle all lie
 * side by side, so the same words find it there. The server itself is loaded so too, but always needed.
 */
const LATER = unique(loadedLater().filter((file) => file !== 'serve.ts'));

/** Read at run time from beside server.js, as in the sources from beside the file that reads it. */
const READ = unique(readAtRunTime());

/**
 * Bundles the server into a folder that runs by itself, on any machine with Node and nothing else:
 * `server.js`, what it loads later, their source maps, what it reads, and what a host needs to run it.
 * @param outDir emptied first; relative to the project's folder
 */
export function buildApp(outDir = 'dist/app'): void {
  rmSync(resolve(ROOT, outDir), { recursive: true, force: true });
  buildSync(bundleOptions(outDir));
  copyFilesBeside(outDir);
}

/** What esbuild is told, here and by `npm run dev`. */
export function bundleOptions(outDir: string): BuildOptions {
  return {
    absWorkingDir: ROOT,
    entryPoints: [{ in: 'app/main.ts', out: 'server' }, ...LATER.map(entry)],
    external: LATER.map((file) => `./${name(file)}`),
    outdir: resolve(ROOT, outDir),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // As require(), which finds a file without its ending.
    supported: { 'dynamic-import': false },
    define: { 'process.env.NODE_ENV': '"production"' },
    // Lines and names stay: a stack trace can be read as it is. Shorter ones would not start sooner.
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'linked',
    logLevel: 'warning',
  };
}

/** Puts what the server reads at run time beside its bundle, in the place of what was there of it. */
export function copyFilesBeside(outDir: string): void {
  for (const from of [...READ.map((path) => `app/${path}`), 'lib/infra/host']) {
    const target = resolve(ROOT, outDir, basename(from));
    rmSync(target, { recursive: true, force: true });
    cpSync(join(ROOT, from), target, { recursive: true });
  }
}

const name = (file: string) => basename(file, '.ts');
const entry = (file: string) => ({ in: `app/${file}`, out: name(file) });

/** In the bundle's one folder each needs a name of its own. */
function unique(paths: string[]): string[] {
  const twice = paths.find((path, index) =>
    paths.slice(0, index).some((other) => other !== path && basename(other) === basename(path)),
  );
  if (twice) throw new Error(`app/${twice}: another file of this name is in the bundle already.`);
  return [...new Set(paths)];
}

if (require.main === module) buildApp(process.argv[2]);
