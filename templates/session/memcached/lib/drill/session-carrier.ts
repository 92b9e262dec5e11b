import { memcachedCapabilities } from '../../app/session/memcached/memcached-carrier';
import type { CarrierPromises } from './promises';

/** What carries this project's sessions, and what a drill may hold it to. */
export const sessionCarrier: CarrierPromises = {
  ...memcachedCapabilities,
  // There is no second copy of anything.
  lostWithNode: 'sessions',
};
