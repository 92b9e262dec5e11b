import type { MemcachedStoreConfig } from './memcached-config';

/** How ElastiCache numbers the nodes; one that fails is replaced under its number and its address. */
export function nodeIds({ nodes }: MemcachedStoreConfig): string[] {
  return Array.from({ length: nodes }, (_, index) => String(index + 1).padStart(4, '0'));
}
