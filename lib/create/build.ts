/**
 * Builds what the npm package holds: the CLI in one file, and the template that it writes in
 * another. Runs as `prepare`: at `npm ci` here and before `npm pack`.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { collect } from './collect';
import { pack } from './template';

const repository = resolve(__dirname, '../..');

/** @param folder takes create-stateless-app.mjs and template.bin */
export async function buildCli(folder = join(repository, 'dist')): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'template.bin'), pack(collect(repository)));
  const outfile = join(folder, 'create-stateless-app.mjs');
  await build({
    entryPoints: [join(repository, 'bin/create-stateless-app.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // CommonJS within a module: what is imported lazily then loads lazily, Node's own parts too. The
    // imports of an ES module would all be raised to its top.
    format: 'cjs',
    banner: { js: 'const require = process.getBuiltinModule, folder = import.meta.dirname;' },
    define: { 'import.meta.dirname': 'folder' },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    // The same parser without its reading of configuration files.
    alias: { 'yargs-parser': 'yargs-parser/browser' },
  });
  chmodSync(outfile, 0o755);
}

if (require.main === module) void buildCli();
