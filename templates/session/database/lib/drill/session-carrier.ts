import { databaseCapabilities } from '../../app/session/database/database-carrier';
import type { CarrierPromises } from './promises';

/** What carries this project's sessions, and what a drill may hold it to. */
export const sessionCarrier: CarrierPromises = {
  ...databaseCapabilities,
  // A commit is acknowledged when whoever would take over has it.
  lostWithNode: 'nothing',
};
