import type { Carrier } from '../../../app/session/carrier';

/** A carrier with its store, as the contract's tests need it. */
export interface CarrierUnderTest {
  /** What one server of the app has: a carrier, with connections of its own. */
  readonly servers: readonly [Carrier, Carrier, Carrier];
  /** Everything in the store, keys and values, as text; '' where the token is the store. */
  contents(): Promise<string>;
  close(): Promise<void>;
}
