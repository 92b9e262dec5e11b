import { redisCapabilities } from '../../app/session/redis/redis-carrier';
import type { CarrierPromises } from './promises';

/** What carries this project's sessions, and what a drill may hold it to. */
export const sessionCarrier: CarrierPromises = {
  ...redisCapabilities,
  // A replica gets each write a moment after the primary has acknowledged it.
  lostWithNode: 'latest writes',
};
