/** Makes the template from this repository, at build time. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile';
import { features, storeNames } from './features';
import { sources } from './sources';
import type { Archive, Package, TemplateFile } from './template';

/** @throws Error for a template that does not compile, and what `sources` throws. */
export function collect(repository: string): Archive {
  const blobs: Record<string, Buffer> = {};
  const keep = (content: Buffer): string => {
    const hash = createHash('sha256').update(content).digest('hex');
    blobs[hash] = content;
    return hash;
  };
  const files = sources(repository).map(({ file, path, rule, when }): TemplateFile => {
    const content = readFileSync(join(repository, file));
    const executable = (statSync(join(repository, file)).mode & 0o100) !== 0;
    return {
      path,
      class: rule.class,
      mode: executable ? 0o755 : 0o644,
      ...(when.length > 0 && { when }),
      content: keep(content),
      ...(file.endsWith('.hbs') && { compiled: keep(compile(content.toString(), file)) }),
    };
  });
  const { version, ...rest } = packageFacts(repository);
  const release = { files, features, storeNames, package: rest };
  return { format: 1, releases: { [version]: release }, blobs };
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
