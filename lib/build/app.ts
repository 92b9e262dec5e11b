import { cpSync, existsSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/**
 * What a start doesn't need, in files of its own: Node takes about 10 ms to look through each MB of
 * server.js. Each is loaded by `import('./NAME')` from a file beside it; in the bundle all lie side by
 * side, so the same words find it there.
 */
const LATER = [
  'app/migrate.ts',
  'app/database/admin-secret.ts',
  'app/database/iam-password.ts',
  'app/database/rds-tls.ts',
  'app/redis/iam-credentials.ts',
].filter((file) => existsSync(join(ROOT, file)));

/** Read at run time from beside server.js, as in the sources from beside the file that reads it. */
const READ = {
  'app/database/migrations': 'migrations',
  'app/pages/style.css': 'style.css',
  'app/pages/icon.svg': 'icon.svg',
  'lib/infra/host': 'host',
};

/**
 * Bundles the server into a folder that runs by itself, on any machine with Node and nothing else:
 * `server.js`, what it loads later, their source maps, the migrations, and what a host needs to run it.
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
    external: [...LATER.map((file) => `./${name(file)}`), 'pg-native'],
    outdir: resolve(ROOT, outDir),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // As require(), which finds './migrate' without its ending.
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
  for (const [from, to] of Object.entries(READ)) {
    const target = resolve(ROOT, outDir, to);
    rmSync(target, { recursive: true, force: true });
    cpSync(join(ROOT, from), target, { recursive: true });
  }
}

const name = (file: string) => basename(file, '.ts');
const entry = (file: string) => ({ in: file, out: name(file) });

if (require.main === module) buildApp(process.argv[2]);
