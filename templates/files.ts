/**
 * What of this repository a generated project gets. Everything is copied as it stands here, but
 * for the Handlebars templates beside this file, each of which becomes the path it is named for.
 */
import type { Answers } from '../lib/create/answers';

/**
 * Who owns a file once it is generated, for later updates.
 * managed: ours and the team's; changes of both are merged.
 * seed: written once, the team's from then on.
 * derived: made by a tool from other files; made again, never merged.
 */
export type FileClass = 'managed' | 'seed' | 'derived';

/** Which answers want a file. */
export interface Condition {
  readonly option: keyof Answers;
  readonly oneOf: readonly string[];
}

export interface Rule {
  /** A file or a folder of this repository. The longest rule that fits a file decides. */
  readonly path: string;
  readonly class: FileClass;
  /** All of these must hold. */
  readonly when?: readonly Condition[];
  /** Path in the project, where it differs. */
  readonly to?: string;
}

export const rules: readonly Rule[] = [
  { path: 'app', class: 'managed' },
  // A migration that has run somewhere is history: it is never rewritten.
  { path: 'app/database/migrations', class: 'seed' },
  { path: 'app/redis', class: 'managed', when: [{ option: 'session', oneOf: ['redis'] }] },

  { path: 'bin/infra.ts', class: 'managed' },
  { path: 'cdk.json', class: 'managed' },
  { path: 'lib/build', class: 'managed' },
  { path: 'lib/infra', class: 'managed' },
  { path: 'lib/local', class: 'managed' },

  { path: 'jest.config.js', class: 'managed' },
  { path: 'test/jest.preset.js', class: 'managed' },
  { path: 'test/app', class: 'managed' },
  { path: 'test/host', class: 'managed' },
  { path: 'test/infra', class: 'managed' },
  { path: 'test/infra/__snapshots__', class: 'derived' },
  { path: 'test/local', class: 'managed' },

  { path: '.editorconfig', class: 'managed' },
  { path: '.gitattributes', class: 'managed' },
  { path: '.oxlintrc.json', class: 'managed' },
  { path: '.prettierrc.json', class: 'managed' },
  { path: 'tsconfig.json', class: 'managed' },

  { path: 'templates/AGENTS.md.hbs', class: 'managed' },
  { path: 'templates/README.md.hbs', class: 'seed' },
  // Under its own name git would obey it here.
  { path: 'templates/gitignore', class: 'managed', to: '.gitignore' },
  { path: 'templates/lib', class: 'managed' },
  { path: 'templates/package.json.hbs', class: 'managed' },
];
