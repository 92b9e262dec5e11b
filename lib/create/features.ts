/**
 * What the answers add up to. Conditions of files (`templates/files.ts`) and Handlebars templates ask
 * for features, never for answers, so that each question is decided here and only here.
 *
 * Data and not code, since a release carries its own table: an update makes a project's past again by
 * what the features meant then.
 */
import type { Answers } from './answers';

/** The answers that features come of. Without one of `ci` there is none. */
type Chosen = Pick<Answers, 'session' | 'database'> & Partial<Pick<Answers, 'ci'>>;

/** Answers that bring a feature: for each option named, any of the values. */
type Case = Readonly<Partial<Record<keyof Chosen, readonly string[]>>>;

const optionsOfCases = ['session', 'database', 'ci'] as const;

/** A feature is there when one of its cases fits. */
export type FeatureTable<Name extends string = string> = Readonly<Record<Name, readonly Case[]>>;

const withDatabase: Case = { database: ['postgres', 'aurora'] };

export const features = {
  /** Redis or Valkey: they differ in the engine of the stacks and in the local server. */
  redis: [{ session: ['redis', 'valkey'] }],
  valkey: [{ session: ['valkey'] }],
  memcached: [{ session: ['memcached'] }],
  sessionsInDatabase: [{ session: ['database'] }],
  jwt: [{ session: ['jwt'] }],
  cookie: [{ session: ['cookie'] }],
  /** A store of sessions that is a server of its own, beside the database. */
  cache: [{ session: ['redis', 'valkey', 'memcached'] }],
  /** A store that keeps the sessions, which may be away. */
  storedSessions: [{ session: ['redis', 'valkey', 'memcached', 'database'] }],
  /** A ring of keys, which signs or encrypts what the browser holds. */
  keys: [{ session: ['jwt', 'cookie'] }],

  hasDatabase: [withDatabase],
  rds: [{ database: ['postgres'] }],
  aurora: [{ database: ['aurora'] }],
  /** Signing up and in, and what belongs to a user. Without a database an identity provider does it. */
  accounts: [withDatabase],

  /** Routes that only who is signed in may ask. */
  signedInRoutes: [withDatabase, { session: ['jwt'] }],
  /** A session that is signed out can be over at once, whoever has a copy of its cookie. */
  revocable: [
    { session: ['redis', 'valkey', 'memcached', 'database'] },
    { ...withDatabase, session: ['jwt'] },
  ],
  /** The sessions of a user can be listed, and ended one by one. */
  listable: [{ ...withDatabase, session: ['redis', 'valkey', 'database', 'jwt'] }],
  /** Signed tokens that live for minutes, and a row in the database that renews them. */
  refreshTokens: [{ ...withDatabase, session: ['jwt'] }],
  /** Something that all servers count in: rate limits need it. */
  sharedCounters: [{ session: ['redis', 'valkey', 'memcached'] }, withDatabase],
  /** Servers beside the app, which `npm run dev` and the tests start. */
  services: [{ session: ['redis', 'valkey', 'memcached'] }, withDatabase],
  /** Of those, some that one signs in to: by a password here, by IAM tokens on AWS. */
  credentials: [{ session: ['redis', 'valkey'] }, withDatabase],
  ratesInDatabase: [{ ...withDatabase, session: ['database', 'jwt', 'cookie'] }],

  /** Secrets that servers or the migrations read at run time. */
  secrets: [withDatabase, { session: ['jwt', 'cookie'] }],

  /** A workflow of GitHub Actions, and the roles in AWS that it may take. */
  github: [{ ci: ['github'] }],

  /** The stores of this repository's own snapshots of the stacks. */
  snapshots: [{ session: ['redis'], database: ['postgres'] }],
} satisfies FeatureTable;

export type Feature = keyof typeof features;

/** What people call the stores: `Sessions live in {{storeName}}`. */
export const storeNames: Readonly<Record<string, string>> = {
  redis: 'Redis',
  valkey: 'Valkey',
  memcached: 'Memcached',
  database: 'PostgreSQL',
  jwt: 'signed tokens',
  cookie: 'encrypted cookies',
};

/** The features of these answers, each true or false. */
export function featuresOf<Name extends string>(
  { session, database, ci = 'none' }: Chosen,
  table: FeatureTable<Name>,
): Record<Name, boolean> {
  const chosen = { session, database, ci };
  const fits = (one: Case) =>
    optionsOfCases.every((option) => one[option]?.includes(chosen[option]) ?? true);
  const names = Object.keys(table) as Name[];
  return Object.fromEntries(names.map((name) => [name, table[name].some(fits)])) as Record<
    Name,
    boolean
  >;
}
