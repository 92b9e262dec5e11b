/** Makes the template from this repository, at build time. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { rules } from '../../templates/files';
import type { Rule } from '../../templates/files';
import { helperNames } from './render';
import type { Archive, Package, TemplateFile } from './template';

/** @throws Error for a template that does not compile. */
export function collect(repository: string): Archive {
  const blobs: Record<string, Buffer> = {};
  const keep = (content: Buffer): string => {
    const hash = createHash('sha256').update(content).digest('hex');
    blobs[hash] = content;
    return hash;
  };
  const files = rules
    .flatMap((rule) => list(repository, rule.path).map((file) => ({ file, rule })))
    .filter(({ file, rule }) => rule === decisive(file))
    .map(({ file, rule }): TemplateFile => {
      const content = readFileSync(join(repository, file));
      const executable = (statSync(join(repository, file)).mode & 0o100) !== 0;
      return {
        path: rule.to ?? file.replace(/^templates\/(.*)\.hbs$/, '$1'),
        class: rule.class,
        mode: executable ? 0o755 : 0o644,
        ...(rule.when && { when: rule.when }),
        content: keep(content),
        ...(file.endsWith('.hbs') && { compiled: keep(compile(content.toString())) }),
      };
    });
  const { version, ...rest } = packageFacts(repository);
  // A template replaces the repository's own rendering of it for the default answers.
  const rendered = new Set(files.filter((file) => file.compiled).map((file) => file.path));
  const chosen = files.filter((file) => file.compiled || !rendered.has(file.path));
  return {
    format: 1,
    releases: { [version]: { files: chosen.sort(byPath), package: rest } },
    blobs: Object.fromEntries(used(chosen).map((hash) => [hash, blobs[hash]!])),
  };
}

function used(files: readonly TemplateFile[]): string[] {
  const hashes = files.flatMap(({ content, compiled }) =>
    compiled ? [content, compiled] : [content],
  );
  return [...new Set(hashes)];
}

/** The longest rule that fits. */
function decisive(file: string): Rule {
  const fitting = rules.filter(({ path: rule }) => file === rule || file.startsWith(`${rule}/`));
  return fitting.reduce((best, rule) => (rule.path.length > best.path.length ? rule : best));
}

/** Every file at or below `where`, sorted. A rule may be ahead of the folder that it speaks of. */
function list(repository: string, where: string): string[] {
  const stat = statSync(join(repository, where), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [where];
  return readdirSync(join(repository, where))
    .filter((name) => name !== '.DS_Store')
    .sort()
    .flatMap((name) => list(repository, `${where}/${name}`));
}

/** Strict: a misspelt variable or helper throws instead of rendering as nothing. */
function compile(template: string): Buffer {
  const known = Object.fromEntries(helperNames.map((name) => [name, true]));
  // A string, whatever its type declaration says.
  const compiled: unknown = Handlebars.precompile(template, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: known,
  });
  return Buffer.from(String(compiled));
}

function packageFacts(repository: string): Package & { version: string } {
  const read = (file: string) => JSON.parse(readFileSync(join(repository, file), 'utf8'));
  const { version, engines, scripts, devDependencies } = read('package.json');
  const { optionalDependencies } = read('lib/create/embedded-postgres/package.json');
  return {
    version,
    node: engines.node,
    scripts,
    versions: { ...optionalDependencies, ...devDependencies },
  };
}

function byPath(a: TemplateFile, b: TemplateFile): number {
  return a.path < b.path ? -1 : 1;
}
