/** Where a contestant keeps the session: what must run, and whose commands are counted. */
export type Store = 'redis' | 'memcached' | 'postgres' | 'client';

/** Those that do the same: what one would choose from. */
export type Field = 'redis' | 'memcached' | 'database' | 'cookie' | 'jwt';

export interface Contestant {
  name: string;
  /** `ceiling`: the least a server can do with the same client; `ours`; `peer`: what one would take instead. */
  kind: 'ceiling' | 'ours' | 'peer';
  /** Of a ceiling: whose it is. */
  fields: readonly Field[];
  store: Store;
  /** Relative to this folder. What is TypeScript is bundled first, as it is in production. */
  file: string;
  /** Only reading can be compared. */
  readOnly?: true;
}

const STORES: Record<Field, Store> = {
  redis: 'redis',
  memcached: 'memcached',
  database: 'postgres',
  cookie: 'client',
  jwt: 'client',
};

const peer = (name: string, field: Field, extra: Partial<Contestant> = {}): Contestant => ({
  name,
  kind: 'peer',
  fields: [field],
  store: STORES[field],
  file: `peers/${name}.mjs`,
  ...extra,
});
const ceiling = (name: string, fields: Field[], file = `peers/${name}.mjs`): Contestant => ({
  name,
  kind: 'ceiling',
  fields,
  store: STORES[fields[0]!],
  file,
});
const ours = (field: Field): Contestant => ({
  name: `ours: ${field}`,
  kind: 'ours',
  fields: [field],
  store: STORES[field],
  file: `ours/${field}.ts`,
});

export const contestants: readonly Contestant[] = [
  ceiling('ceiling-redis', ['redis']),
  ours('redis'),
  peer('fastify-session-redis', 'redis'),
  peer('express-connect-redis', 'redis'),
  peer('hono-session-redis', 'redis'),
  peer('better-auth-redis', 'redis', { readOnly: true }),

  ceiling('ceiling-memcached', ['memcached'], 'ceilings/ceiling-memcached.ts'),
  ours('memcached'),
  peer('express-connect-memcached', 'memcached'),

  ceiling('ceiling-postgres', ['database']),
  ours('database'),
  peer('express-connect-pg-simple', 'database'),

  ceiling('ceiling-http', ['cookie', 'jwt']),
  ours('cookie'),
  peer('fastify-secure-session', 'cookie'),
  peer('iron-session', 'cookie'),

  ours('jwt'),
  peer('jwt-fast-jwt', 'jwt'),
  peer('jwt-fastify-jwt', 'jwt'),
  peer('jwt-jose', 'jwt'),
];

/** The yardstick that everybody knows. */
export const EXPRESS_SESSION = 'express-connect-redis';

/** @param words `redis` chooses all of its field; a part of a name chooses those that have it */
export function chosen(words: readonly string[] | undefined): readonly Contestant[] {
  if (words === undefined) return contestants;
  return contestants.filter(({ name, kind, fields }) =>
    words.some((word) => name.includes(word) || kind === word || fields.some((f) => f === word)),
  );
}
