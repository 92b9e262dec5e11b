/**
 * What of this repository a generated project gets, by the path that it has there. Where a file comes
 * from is convention: of these, the first that there is and that the answers want.
 * 1. a variant, `templates/session/memcached/PATH` (see `variants`)
 * 2. a template, `templates/PATH.hbs`, which gives the repository's own PATH for the default answers
 * 3. the repository's own PATH
 * A variant may be a Handlebars template too: then its name ends in `.hbs`.
 */
import type { Feature } from '../lib/create/features';

/**
 * Who owns a file once it is generated, for later updates.
 * managed: ours and the team's; changes of both are merged.
 * seed: written once, the team's from then on.
 * derived: made by a tool from other files; made again, never merged.
 */
export type FileClass = 'managed' | 'seed' | 'derived';

/** A feature that the answers must have, or with `!` must not have. */
export type Condition = Feature | `!${Feature}`;

export interface Rule {
  /** A file or a folder of the project. The longest rule that fits a file decides. */
  readonly path: string;
  readonly class: FileClass;
  /** Where it stands in this repository, where that is another path. */
  readonly from?: string;
}

export const rules: readonly Rule[] = [
  { path: 'app', class: 'managed' },
  // A migration that has run somewhere is history: it is never rewritten.
  { path: 'app/database/migrations', class: 'seed' },
  { path: 'app/database/migrations', class: 'seed', from: 'app/database/rate-limits/migrations' },
  { path: 'app/database/migrations', class: 'seed', from: 'app/session/database/migrations' },
  { path: 'app/database/migrations', class: 'seed', from: 'app/session/jwt/migrations' },

  { path: 'bin/infra.ts', class: 'managed' },
  { path: 'cdk.json', class: 'managed' },
  { path: 'lib/build', class: 'managed' },
  { path: 'lib/ci', class: 'managed' },
  { path: 'lib/drill', class: 'managed' },
  { path: 'lib/infra', class: 'managed' },
  { path: 'lib/local', class: 'managed' },
  { path: 'lib/ops', class: 'managed' },

  { path: 'jest.config.js', class: 'managed' },
  { path: 'test/jest.preset.js', class: 'managed' },
  { path: 'test/app', class: 'managed' },
  { path: 'test/ci', class: 'managed' },
  { path: 'test/drill', class: 'managed' },
  { path: 'test/host', class: 'managed' },
  { path: 'test/infra', class: 'managed' },
  { path: 'test/infra/__snapshots__', class: 'derived' },
  { path: 'test/local', class: 'managed' },
  { path: 'test/ops', class: 'managed' },

  { path: '.github', class: 'managed' },

  { path: '.editorconfig', class: 'managed' },
  { path: '.gitattributes', class: 'managed' },
  { path: '.gitignore', class: 'managed' },
  { path: '.prettierrc.json', class: 'managed' },
  // Here they stand beside ours, which add what only this repository leaves out.
  { path: '.oxlintrc.json', class: 'managed', from: 'templates/oxlint.json' },
  { path: 'tsconfig.json', class: 'managed', from: 'templates/typescript.json' },

  { path: 'AGENTS.md', class: 'managed' },
  { path: 'README.md', class: 'seed' },
  { path: 'package.json', class: 'managed' },
];

/**
 * Files and folders that only some answers want, each with its tests: `lib/local/redis` with
 * `test/local/redis`. Where several fit a file, all must hold.
 */
export const onlyWith: Readonly<Partial<Record<Condition, readonly string[]>>> = {
  redis: [
    'app/redis',
    'app/session/redis',
    'lib/infra/data/redis',
    'lib/local/redis',
    'lib/ops/drill/stores/redis-fault.ts',
    'lib/ops/stores/redis.ts',
    'lib/ops/stores/replication-group.ts',
    'test/ops/cost/cache/redis.test.ts',
  ],
  // It merges in the store.
  '!redis': ['app/session/merge-values.ts'],
  valkey: ['test/app/session/redis/valkey-contract.test.ts'],
  memcached: [
    'app/memcached',
    'app/session/memcached',
    'lib/infra/data/memcached',
    'lib/local/memcached',
    'lib/ops/drill/stores/memcached-fault.ts',
    'lib/ops/stores/memcached.ts',
    'test/ops/cost/cache/memcached.test.ts',
  ],
  cache: [
    'lib/infra/data/cache-nodes.ts',
    'lib/ops/cost/cache.ts',
    'lib/ops/stores/cache-updates.ts',
  ],
  sessionsInDatabase: ['app/session/database'],
  '!sessionsInDatabase': ['lib/infra/session-store.ts', 'test/app/database-away.test.ts'],
  storedSessions: [
    'test/app/concurrent-changes.test.ts',
    'test/app/session/bad-day.ts',
    'test/app/session/lost-mid-request.ts',
    'test/app/session/store-under-test.ts',
    'test/app/store-away.test.ts',
  ],
  jwt: ['app/session/jwt', 'app/routes/jwks.ts', 'app/routes/token.ts'],
  // A token is good for one address, and two ports are two.
  '!jwt': ['test/local/dev-twice.test.ts'],
  refreshTokens: ['app/session/jwt/families', 'app/session/jwt/migrations'],
  cookie: ['app/session/encrypted-cookie'],
  keys: ['app/keys', 'lib/infra/data/key-ring', 'lib/local/keys', 'lib/ops/stores/key-ring.ts'],
  hasDatabase: [
    'app/database',
    'app/migrate.ts',
    'lib/infra/data/postgres-alarms.ts',
    'lib/infra/data/postgres.ts',
    'lib/infra/database.ts',
    'lib/infra/host/migrate.service',
    'lib/local/dev/migrations.ts',
    'lib/local/postgres',
    'lib/ops/cost/database.ts',
    'lib/ops/restore',
    'lib/ops/restore.ts',
    'lib/ops/stores/database-instance.ts',
    'test/app/database-away.test.ts',
    'test/app/database-for-test.ts',
    'test/app/database.test.ts',
    'test/app/lifecycle-with-database.test.ts',
    'test/local/dev-migrations.test.ts',
    'test/app/migrations.test.ts',
  ],
  ratesInDatabase: [
    'app/database/brief-statements.ts',
    'app/database/cleaner.ts',
    'app/database/line.ts',
    'app/database/pipeline.ts',
    'app/database/rate-limit-store.ts',
    'app/database/rate-limits',
    'test/app/database/brief-statements-for-test.ts',
  ],
  rds: [
    'lib/infra/data/rds',
    'lib/ops/cost/rds.ts',
    'lib/ops/drill/stores/rds-fault.ts',
    'lib/ops/restore/rds-restore.ts',
    'lib/ops/stores/rds.ts',
  ],
  github: ['.github', 'lib/ci', 'lib/infra/ci', 'lib/infra/ci-stack.ts'],
  aurora: [
    'lib/infra/data/aurora',
    'lib/ops/cost/aurora.ts',
    'lib/ops/drill/stores/aurora-fault.ts',
    'lib/ops/restore/aurora-restore.ts',
    'lib/ops/stores/aurora.ts',
  ],
  accounts: [
    'app/accounts',
    'app/data.ts',
    'app/notes',
    'app/pages/account-cards.ts',
    'app/pages/account-forms.ts',
    'app/pages/account-view.ts',
    'app/pages/form-problem.ts',
    'app/pages/notes-card.ts',
    'app/pages/time.ts',
    'app/routes/account-limit.ts',
    'app/routes/account-view.ts',
    'app/routes/account.ts',
    'app/routes/in-form.ts',
    'app/routes/notes.ts',
    'lib/drill/accounts',
    'test/app/account.test.ts',
    'test/app/log-of-accounts.test.ts',
    'test/app/notes.test.ts',
    'test/app/passwords.test.ts',
    'test/app/sign-in-limits.test.ts',
    'test/app/sign-out.test.ts',
    'test/app/signed-in.ts',
  ],
  revocable: ['test/app/sign-out.test.ts'],
  listable: ['app/pages/sessions-card.ts', 'app/routes/sessions.ts', 'test/app/sessions.test.ts'],
  signedInRoutes: ['app/routes/signed-in.ts'],
  services: [
    'lib/local/processes/find-program.ts',
    'lib/local/processes/start-up.ts',
    'test/app/network',
    'test/infra/problems.ts',
    'test/local/dev-service-lost.test.ts',
  ],
  credentials: [
    'app/aws-region.ts',
    'lib/local/password.ts',
    'lib/ops/store-snapshots.ts',
    'test/local/crash-contract.ts',
    'test/local/server-contract.ts',
    'test/local/start-services.ts',
  ],
  sharedCounters: ['app/plugins/rate-limits.ts', 'test/app/rate-limits.test.ts'],
  snapshots: ['test/infra/__snapshots__'],
};

export interface Variant {
  /** A folder of this repository; below it are paths of the project. */
  readonly folder: string;
  readonly when: Condition;
}

/** Of two that have the same file, no answers may want both. */
export const variants: readonly Variant[] = [
  { folder: 'templates/session/memcached', when: 'memcached' },
  { folder: 'templates/session/database', when: 'sessionsInDatabase' },
  { folder: 'templates/session/jwt', when: 'jwt' },
  { folder: 'templates/session/cookie', when: 'cookie' },
  { folder: 'templates/database/aurora', when: 'aurora' },
  { folder: 'templates/database/none', when: '!hasDatabase' },
  { folder: 'templates/ci/github', when: 'github' },
];
