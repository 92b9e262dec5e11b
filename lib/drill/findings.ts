/** What a client noticed that must not be. */
export interface Finding {
  readonly kind: FindingKind;
  /** Seconds since the drill began, when it was noticed. */
  readonly at: number;
  /** How many: sessions, writes, answers. */
  readonly count: number;
  /** What was seen, and what should have been. */
  readonly what: string;
  /**
   * Of what is lost: when each write had been acknowledged, in seconds since the drill began; of a lost
   * session those that it held.
   */
  readonly acknowledgedAt: readonly number[];
  /** Whether the session held it: what else keeps things has no excuse in the carrier's promises. */
  readonly inSession: boolean;
}

export type FindingKind =
  /** A session was not there any more, with all that had been acknowledged in it. */
  | 'session lost'
  /** What had been acknowledged, or seen, was not there any more. */
  | 'write lost'
  /** There was more than had been asked for. */
  | 'applied twice'
  /** An answer showed what is another visitor's. */
  | "another's data"
  /** A session that had been ended still answered. */
  | 'ended session answers';

/** All that the clients of one drill noticed. */
export class Findings {
  readonly all: Finding[] = [];

  add(finding: Finding): void {
    this.all.push(finding);
  }

  count(kind: FindingKind): number {
    return this.all.reduce((sum, each) => (each.kind === kind ? sum + each.count : sum), 0);
  }
}
