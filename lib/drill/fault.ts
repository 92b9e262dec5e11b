/** Something that a drill does to a system under load. */
export interface Fault {
  /** By which `--faults` chooses it. */
  readonly kind: string;
  /** What is done to which resource, as a report tells it: `terminate the server i-0123`. */
  readonly what: string;
  /** Whether it takes a node of the store that holds the sessions: what a carrier promises may differ then. */
  readonly takesSessionNode: boolean;
  /** Whether not one request may fail, as in an orderly stop. */
  readonly mustNotFail: boolean;
  /**
   * Resolves when it may be done: the system is whole.
   * @throws Error it is not, in words for people: then it is not done
   */
  whenReady?(progress: (text: string) => void, signal: AbortSignal): Promise<void>;
  /**
   * Does it, and resolves when the system is whole again, as those say who run it: not its visitors.
   *
   * @param progress told in one sentence what it waits for
   * @param signal the drill ends: it stops waiting
   * @throws Error it could not be done, in words for people
   */
  inflict(progress: (text: string) => void, signal: AbortSignal): Promise<void>;
}

/** What became of a fault. All times in seconds since the drill began. */
export interface InflictedFault extends Pick<
  Fault,
  'kind' | 'what' | 'takesSessionNode' | 'mustNotFail'
> {
  readonly begunAt: number;
  /** When the system was said to be whole again, or the drill stopped to wait for it. */
  readonly endedAt: number;
  readonly outcome: 'healed' | 'not healed in time' | 'refused' | 'interrupted' | 'not begun';
  /** Why it could not be done. */
  readonly reason?: string;
}
