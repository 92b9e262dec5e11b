import type { Account } from '../account';

/** Where a second database is made from. `time`: the newest moment; `snapshot`: the newest snapshot. */
export type From = 'time' | 'snapshot';

/** The database of a project, as something that can be made again beside itself. */
export interface RestorableDatabase {
  /**
   * Only looks.
   * @param copy what the second database will be called
   * @throws Failure there is nothing to restore from
   */
  find(account: Account, from: From, copy: string): Promise<Restoration>;
  /** Second databases that an earlier drill could not remove, by name. */
  leftovers(account: Account): Promise<string[]>;
}

/** One restoration, from the first request to the removal of what it made. */
export interface Restoration {
  /** What is restored from where, for people. */
  readonly what: string;
  /** What is billed while it is there. */
  readonly billed: string;
  /** The state of the data that comes back. */
  readonly dataOf: Date;
  /** Asks for it. */
  begin(): Promise<void>;
  /** How far it is, as AWS calls it, and whether the engine takes connections. */
  state(): Promise<{ readonly says: string; readonly isUp: boolean }>;
  /** What can be known of it from outside. The later ones may have to wait for AWS to measure. */
  check(waiting: { readonly pollSeconds: number; readonly signal: AbortSignal }): Promise<Check[]>;
  /**
   * Asks to remove it; to be called until it is gone, or at least going, which nothing stops any more.
   * @throws what AWS says while it can't be removed yet
   */
  remove(): Promise<'gone' | 'going' | 'not yet'>;
  /** The commands that remove it, for who must do it by hand. */
  readonly removal: readonly string[];
}

export interface Check {
  readonly name: string;
  /** `unknown`: AWS did not say in time. */
  readonly result: 'passed' | 'failed' | 'unknown';
  /** What was seen. */
  readonly says: string;
}
