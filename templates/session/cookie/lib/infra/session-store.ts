import type { EnvironmentName } from './config';
import { keyRing } from './data/key-ring/key-ring';
import type { StoreDefinition } from './store';

/** Sessions live in browsers, encrypted: what remains with us is the ring of keys. */
export const sessionStore: Record<EnvironmentName, StoreDefinition> = {
  dev: keyRing(),
  prod: keyRing(),
};
