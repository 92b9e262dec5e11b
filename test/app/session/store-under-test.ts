import type { Carrier } from '../../../app/session/carrier';
import type { TcpProxy } from '../network/tcp-proxy';

/** A real store on the far side of a network that can be made bad, as one server of the app sees it. */
export interface StoreUnderTest {
  /** Goes through `network`, and has the time limits of production unless a test asked for others. */
  readonly carrier: Carrier;
  readonly network: TcpProxy;
  /** Whether sessions are still there when the store was killed and started again. */
  readonly isDurable: boolean;
  /** Resolves with whether the carrier can reach the store, by then or within so many milliseconds. */
  ready(milliseconds: number): Promise<boolean>;
  /** Ends the store's process by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** Ends all of it: the carrier's connections, the network, the store. */
  close(): Promise<void>;
}
