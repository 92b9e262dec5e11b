import type { EnvironmentName } from './config';
import { database } from './database';
import { sessionStore } from './session-store';
import type { StoreDefinition } from './store';

/**
 * What remembers, in each environment; everything else in the stacks may be thrown away.
 *
 * Where one is taken away, deploy the Data stack first and by itself (`npx cdk deploy --exclusively
 * dev-data`): the Network stack can't remove what the Data stack still uses.
 */
export const stores: Record<EnvironmentName, readonly StoreDefinition[]> = {
  dev: [database.dev, sessionStore.dev],
  prod: [database.prod, sessionStore.prod],
};
