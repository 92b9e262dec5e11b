import type { EnvironmentName } from './config';
import { database } from './database';
import { sessionStore } from './session-store';
import type { StoreDefinition } from './store';

/**
 * What remembers, in each environment; everything else in the stacks may be thrown away.
 *
 * One deployment is enough to take one away, or to put another in its place. The old one goes before
 * the servers are replaced, which refuse until then what needs it.
 */
export const stores: Record<EnvironmentName, readonly StoreDefinition[]> = {
  dev: [database.dev, sessionStore.dev],
  prod: [database.prod, sessionStore.prod],
};
