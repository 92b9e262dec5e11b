import { posix } from 'node:path';
import type { Project } from '../../lib/create/render';
import { contentOf } from './projects';

/** The files of code in these folders. */
export function sources(project: Project, ...folders: string[]): string[] {
  return [...project.keys()].filter(
    (file) => /\.[jt]s$/.test(file) && folders.some((folder) => file.startsWith(folder)),
  );
}

/** What a file imports, comments aside. */
export function imports(project: Project, file: string): string[] {
  const code = contentOf(project, file).replace(/^\s*(?:\/?\*|\/\/).*$/gm, '');
  const found = code.matchAll(
    /^(?:import|export)\s[\w\s{},*]*\bfrom\s+'([^']+)'|\b(?:import|require(?:\.resolve)?)\('([^']+)'\)/gm,
  );
  return [...found].map(([, name, lazy]) => name ?? lazy!);
}

/** Imports of files that the project does not have. */
export function unresolved(project: Project): string[] {
  return sources(project, '').flatMap((file) =>
    imports(project, file)
      .filter((name) => name.startsWith('.'))
      .map((name) => posix.join(posix.dirname(file), name))
      .filter((path) => ['', '.ts', '.js', '.json'].every((end) => !project.has(path + end)))
      .map((path) => `${file}: ${path}`),
  );
}

/**
 * Files of code that nothing leads to: no entry point, no script, no test, no import, and no mention of
 * their path (as of a program that is started).
 */
export function idle(project: Project): string[] {
  const all = sources(project, 'app/', 'bin/', 'lib/', 'test/');
  const started = ['package.json', ...project.keys()]
    .filter((file) => file === 'package.json' || file.startsWith('.github/'))
    .map((file) => contentOf(project, file))
    .join('\n');
  // Those of the stores' setups and metrics are found by their place.
  const entries = all.filter(
    (file) =>
      started.includes(` ${file}`) ||
      /^app\/main\.ts$|^bin\/|\.test\.ts$|\/(global-|jest\.)|^test\/infra\/data\/[\w-]+\/(?:setups|known-metrics)\.ts$/.test(
        file,
      ),
  );
  const reached = new Set<string>();
  const queue = [...entries];
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const folder = posix.dirname(file);
    const imported = imports(project, file).map((name) => posix.join(folder, name));
    const text = contentOf(project, file);
    const mentioned = all.filter(
      (other) => text.includes(other) || beside(folder, other).some((name) => text.includes(name)),
    );
    const found = imported.flatMap((path) => ['', '.ts', '.js'].map((end) => path + end));
    queue.push(...[...found, ...mentioned].filter((path) => all.includes(path)));
  }
  return all.filter((file) => !reached.has(file));
}

/** How a file in `folder` names another near it, or the folder that the other is in. */
function beside(folder: string, other: string): string[] {
  const relative = posix.relative(folder, other);
  return relative.startsWith('..') ? [] : [`'${relative}'`, `'${posix.dirname(relative)}'`];
}

/** `@scope/name/deep/file` is of the package `@scope/name`. */
export function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}
