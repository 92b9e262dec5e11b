import type { Capabilities } from '../../app/session/carrier';

/**
 * What is promised of the sessions: the carrier's row in the table of capabilities, and what its row
 * says of a lost store in a word that a program can act on. A drill fails on any loss beyond it.
 */
export interface CarrierPromises extends Pick<
  Capabilities,
  'atomic' | 'revocable' | 'survivesNodeLoss' | 'onStoreLoss'
> {
  /**
   * What the loss of one node of the store that holds sessions may cost. `nothing`; `latest writes`: what
   * was acknowledged from a moment before the loss until another node had taken over; `sessions`: those
   * that were on it.
   */
  readonly lostWithNode: 'nothing' | 'latest writes' | 'sessions';
}
