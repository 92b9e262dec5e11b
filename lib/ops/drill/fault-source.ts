import type { Fault } from '../../drill/fault';
import type { Account } from '../account';
import type { WebOutputs } from '../deployed-stacks';

/** A fault, and what whoever is asked for it should know. */
export interface AwsFault extends Fault {
  /** What follows from it, in one sentence or two. */
  readonly consequence: string;
}

/** Where the environment is too small for a fault, or AWS would refuse it: why, in one sentence with the cure. */
export interface NoFault {
  readonly kind: string;
  readonly cant: string;
}

/** Finds out what there is to be hit. */
export interface FaultSource {
  /** By what is hit, in one word. */
  readonly kind: string;
  /** Only looks. */
  find(where: FaultPlace): Promise<AwsFault | NoFault>;
}

export interface FaultPlace {
  readonly account: Account;
  readonly outputs: WebOutputs;
  /** Seconds between two questions to AWS while something is waited for. */
  readonly pollSeconds: number;
}

export function isFault(found: AwsFault | NoFault): found is AwsFault {
  return 'inflict' in found;
}
