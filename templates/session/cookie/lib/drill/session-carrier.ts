import { encryptedCookieCapabilities } from '../../app/session/encrypted-cookie/encrypted-cookie-carrier';
import type { CarrierPromises } from './promises';

/** What carries this project's sessions, and what a drill may hold it to. */
export const sessionCarrier: CarrierPromises = {
  ...encryptedCookieCapabilities,
  // Browsers have them.
  lostWithNode: 'nothing',
};
