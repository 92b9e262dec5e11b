/** Which file of this repository becomes which of a project, and for which answers. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onlyWith, rules, variants } from '../../templates/files';
import type { Condition, Rule } from '../../templates/files';
import { allChoices } from './combinations';
import { features, featuresOf } from './features';
import { isWanted } from './render';

/** A file of this repository, and what it is to a project. */
export interface Source {
  /** Path in this repository. */
  readonly file: string;
  /** Path in the project. */
  readonly path: string;
  readonly kind: 'variant' | 'template' | 'own';
  readonly rule: Rule;
  readonly when: readonly Condition[];
}

/** What is taken where several are wanted for one path. */
const precedence: readonly Source['kind'][] = ['variant', 'template', 'own'];

/**
 * Sorted by path; of several for one path, the one that goes first where it is wanted.
 * @throws Error for a file that no rule is for, two variants of one path for the same answers, and a
 * variant or a template that no answers want.
 */
export function sources(repository: string): Source[] {
  const candidates = [
    ...variantFiles(repository),
    ...templateFiles(repository),
    ...ownFiles(repository),
  ];
  return chosen(candidates);
}

function variantFiles(repository: string): Source[] {
  return variants.flatMap(({ folder, when }) =>
    list(repository, folder).map((file): Source => {
      const path = file.slice(folder.length + 1).replace(/\.hbs$/, '');
      const rule = ruleOf(path, file);
      return { file, path, kind: 'variant', rule, when: [when, ...conditionsOf(path)] };
    }),
  );
}

function templateFiles(repository: string): Source[] {
  return list(repository, 'templates')
    .filter((file) => file.endsWith('.hbs'))
    .filter((file) => !variants.some(({ folder }) => holds(folder, file)))
    .map((file): Source => {
      const path = file.slice('templates/'.length, -'.hbs'.length);
      const rule = ruleOf(path, file);
      return { file, path, kind: 'template', rule, when: conditionsOf(path) };
    });
}

function ownFiles(repository: string): Source[] {
  return rules.flatMap((rule) =>
    list(repository, standsAt(rule))
      .filter((file) => longest(rules.filter((other) => holds(standsAt(other), file))) === rule)
      .map((file): Source => {
        const path = rule.path + file.slice(standsAt(rule).length);
        return { file, path, kind: 'own', rule, when: conditionsOf(path, file) };
      }),
  );
}

/** Those that some answers get. */
function chosen(candidates: readonly Source[]): Source[] {
  const rivals = new Map<string, Source[]>();
  for (const source of candidates) {
    rivals.set(source.path, [...(rivals.get(source.path) ?? []), source]);
  }
  const taken = new Set<Source>();
  for (const choices of allChoices) {
    const there = featuresOf(choices, features);
    for (const [path, all] of rivals) {
      const wanted = all.filter(({ when }) => isWanted(when, there));
      const kind = precedence.find((one) => wanted.some((source) => source.kind === one));
      const [first, second] = wanted.filter((source) => source.kind === kind);
      if (first && second) {
        throw new Error(
          `${first.file} and ${second.file}: ${JSON.stringify(choices)} wants both as ${path}.`,
        );
      }
      if (first) taken.add(first);
    }
  }
  const idle = candidates.find((source) => source.kind !== 'own' && !taken.has(source));
  if (idle) throw new Error(`${idle.file}: no answers want it.`);
  const order = ({ kind }: Source) => precedence.indexOf(kind);
  return [...taken].sort((a, b) =>
    a.path === b.path ? order(a) - order(b) : a.path < b.path ? -1 : 1,
  );
}

const standsAt = (rule: Rule) => rule.from ?? rule.path;
const holds = (folder: string, file: string) => file === folder || file.startsWith(`${folder}/`);

/**
 * The tests of a thing come with it: those of `lib/local/redis` are in `test/local/redis`, or are the
 * file `test/local/redis.test.ts`.
 */
function conditionsOf(...places: readonly string[]): Condition[] {
  const all = Object.entries(onlyWith) as [Condition, readonly string[]][];
  const isOf = (thing: string) => {
    const tests = `test/${thing.replace(/^lib\/|\.ts$/g, '')}`;
    const own = [thing, tests, `${tests}.test.ts`];
    return places.some((place) => own.some((one) => holds(one, place)));
  };
  return all.filter(([, things]) => things.some(isOf)).map(([condition]) => condition);
}

function longest(fitting: readonly Rule[]): Rule | undefined {
  return fitting.toSorted((a, b) => standsAt(b).length - standsAt(a).length)[0];
}

/** The rule for a file that goes to `path` by its own place under `templates`. */
function ruleOf(path: string, file: string): Rule {
  const fitting = rules.filter((rule) => holds(rule.path, path));
  const [rule] = fitting.toSorted((a, b) => b.path.length - a.path.length);
  if (!rule) throw new Error(`${file}: templates/files.ts has no rule for ${path}.`);
  return rule;
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
