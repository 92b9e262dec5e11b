import type { BrowserOptions } from './browser';
import type { Findings } from './findings';
import type { Pace } from './pace';
import type { CarrierPromises } from './promises';

/** What the visitors of one drill share. */
export interface Visit extends BrowserOptions {
  readonly carrier: CarrierPromises;
  readonly findings: Findings;
  /** Of all requests. */
  readonly requests: Pace;
  /** Of those that change something. */
  readonly changes: Pace;
  /** Of those on which a password is checked. */
  readonly signIns: Pace;
  /** A word that no other drill has: it marks what this one leaves behind. */
  readonly run: string;
  /** Aborted when the visitors are to go. */
  readonly leaving: AbortSignal;
}
