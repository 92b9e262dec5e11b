import type { FastifyBaseLogger } from 'fastify';
import { integer, oneOf, type Values } from './environment';
import { parseAddresses } from './memcached/address';
import { COMMAND_TIMEOUT, Memcached } from './memcached/memcached';
import { memcachedRateLimitStore } from './memcached/rate-limit-store';
import { MemcachedCarrier } from './session/memcached/memcached-carrier';

/** What the server must be told to find the session store. */
export const sessionStoreEnvironment = {
  MEMCACHED_NODES: {
    meaning: 'where the nodes of Memcached are: host:port, separated by commas',
    read: parseAddresses,
  },
  MEMCACHED_TLS: oneOf('whether the nodes are spoken to over TLS', ['off', 'on'], {
    default: 'off',
  }),
  MEMCACHED_TIMEOUT_MS: integer('how long Memcached may take for a command, in milliseconds', {
    default: COMMAND_TIMEOUT,
    min: 20,
    max: 60_000,
  }),
};

export type SessionStoreConfig = Values<typeof sessionStoreEnvironment>;

/** Begins to connect to the session store, and goes on by itself. */
export function openSessionStore(config: SessionStoreConfig, log: FastifyBaseLogger) {
  const memcached = new Memcached(
    {
      nodes: config.MEMCACHED_NODES,
      tls: config.MEMCACHED_TLS === 'on',
      timeout: config.MEMCACHED_TIMEOUT_MS,
    },
    log,
  );
  return {
    /** For the page that says where sessions live. */
    name: 'Memcached',
    carrier: new MemcachedCarrier(memcached),
    /** For @fastify/rate-limit's option `store`. */
    rateLimitStore: memcachedRateLimitStore(memcached),
    /** Resolves with whether all nodes are connected, by then or within so many milliseconds. */
    ready: (milliseconds: number) => memcached.ready(milliseconds),
    close: () => memcached.close(),
  };
}
