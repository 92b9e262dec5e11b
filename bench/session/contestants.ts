/** Where a contestant keeps the session: what must run, and whose commands are counted. */
export type Store = 'redis' | 'memcached' | 'postgres' | 'client';

export interface Contestant {
  name: string;
  /** `ceiling`: the least a server can do with the same client; `ours`; `peer`: what one would take instead. */
  kind: 'ceiling' | 'ours' | 'peer';
  store: Store;
  /** Relative to this folder. */
  file: string;
  /** Only reading can be compared. */
  readOnly?: true;
}

const peer = (name: string, store: Store, extra: Partial<Contestant> = {}): Contestant => ({
  name,
  kind: 'peer',
  store,
  file: `peers/${name}.mjs`,
  ...extra,
});
const ceiling = (name: string, store: Store): Contestant => ({
  ...peer(name, store),
  kind: 'ceiling',
});
const ours = (carrier: string, store: Store): Contestant => ({
  name: `ours: ${carrier}`,
  kind: 'ours',
  store,
  file: `ours/${carrier}.ts`,
});

export const contestants: readonly Contestant[] = [
  ceiling('ceiling-http', 'client'),
  ceiling('ceiling-redis', 'redis'),
  ceiling('ceiling-postgres', 'postgres'),
  ours('redis', 'redis'),
  peer('express-connect-redis', 'redis'),
  peer('fastify-session-redis', 'redis'),
  peer('hono-session-redis', 'redis'),
  peer('better-auth-redis', 'redis', { readOnly: true }),
  peer('express-connect-pg-simple', 'postgres'),
  peer('express-connect-memcached', 'memcached'),
  peer('fastify-secure-session', 'client'),
  peer('iron-session', 'client'),
  peer('jwt-fast-jwt', 'client'),
  peer('jwt-jose', 'client'),
  peer('jwt-fastify-jwt', 'client'),
];
