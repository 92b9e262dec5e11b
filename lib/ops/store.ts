import type { Account } from './account';
import type { Finding } from './finding';

/** What an operator does with a store of an environment, seen from outside AWS. */
export interface StoreOperations {
  /** As the screen calls it, in one or two words. */
  readonly title: string;
  /** Types of CloudFormation that hold what it remembers: a resource replaced is a store emptied. */
  readonly holds: readonly string[];
  /** How it is. A store that is not there is a finding, no error. */
  status(account: Account): Promise<readonly Finding[]>;
  readonly snapshot: SnapshotMaker | NoSnapshot;
}

export interface SnapshotMaker {
  /**
   * Takes a snapshot and waits until a store can be made from it.
   *
   * @param name letters, digits and dashes, unique for ever: at most 60 characters
   * @param progress told in one sentence what it waits for
   * @returns what there is now, in one sentence with how to restore it
   * @throws Failure the store can't be found, or AWS gives up
   */
  take(account: Account, name: string, progress: (text: string) => void): Promise<string>;
}

export interface NoSnapshot {
  /** Why there is nothing to take, as a sentence. */
  readonly none: string;
}
