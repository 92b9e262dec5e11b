/** Answers and a template in, a project out: pure, with no disk, clock or environment. */
import Handlebars from 'handlebars/runtime';
import type { Condition, FileClass } from '../../templates/files';
import type { Answers } from './answers';
import { featuresOf } from './features';
import { manifest, manifestPath } from './manifest';
import type { Package, Template } from './template';

export interface RenderedFile {
  readonly content: Buffer;
  readonly mode: number;
  readonly class: FileClass;
  /** SHA-256 of the file in the template that it comes from; none for the manifest. */
  readonly source?: string;
  /** Whether it is that very file, or was rendered from it. */
  readonly copied: boolean;
}

/** Files by their path in the project, in the order of the paths. */
export type Project = ReadonlyMap<string, RenderedFile>;

/** @throws Error when a template names what neither the answers nor the repository have. */
export function render(answers: Answers, template: Template): Project {
  const features = featuresOf(answers, template.features);
  const storeName = template.storeNames[answers.session];
  const variables = { ...answers, ...features, storeName };
  const called = { helpers: helpers(template.package) };
  const project = new Map<string, RenderedFile>();
  for (const file of template.files) {
    if (project.has(file.path) || !isWanted(file.when, features)) continue;
    const { mode, class: owner, content: source, compiled } = file;
    const content = compiled
      ? Buffer.from(Handlebars.template(revive(template.blob(compiled)))(variables, called))
      : template.blob(source);
    project.set(file.path, { content, mode, class: owner, source, copied: !compiled });
  }
  project.set(manifestPath, {
    content: Buffer.from(manifest(answers, template.version, project)),
    mode: 0o644,
    class: 'managed',
    copied: false,
  });
  return project;
}

export function isWanted(
  when: readonly Condition[] = [],
  features: Readonly<Record<string, boolean>>,
): boolean {
  return when.every((condition) =>
    condition.startsWith('!') ? !features[condition.slice(1)] : features[condition],
  );
}

/** What a template may call; both print JSON strings. */
function helpers({ scripts, versions, node }: Package) {
  const quote = (value: string | undefined, what: string): string => {
    if (value === undefined) throw new Error(`package.json of the repository has no ${what}.`);
    return JSON.stringify(value);
  };
  return {
    /** `"dev": "tsx lib/local/dev.ts"` */
    script: (name: string) => `"${name}": ${quote(scripts[name], `script ${name}`)}`,
    /** `"fastify": "5.12.8"` */
    dependency: (name: string) => `"${name}": ${quote(versions[name], `dependency ${name}`)}`,
    /** The Node.js versions that this repository runs on. */
    node: () => quote(node, 'engines.node'),
  };
}

export const helperNames = Object.keys(helpers({ scripts: {}, versions: {}, node: '' }));

/** The compiled form of a template is the text of a JavaScript object, made by our own build. */
function revive(compiled: Buffer): TemplateSpecification {
  // Not by node:vm, which takes a millisecond to load.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function(`return ${compiled.toString()}`)();
}
