/**
 * How something is.
 * well: as it should be. notice: works, and somebody should know. bad: does not work, or soon won't.
 */
export type Health = 'well' | 'notice' | 'bad';

/** One line of the screen. */
export interface Finding {
  readonly health: Health;
  /** The thing's own name or id. */
  readonly subject: string;
  /** Its state in words. */
  readonly says: string;
  /** What to do about it: a whole sentence. */
  readonly cure?: string;
  /** The same for programs, by names that stay. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Findings of one kind. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export const isBad = ({ health }: Finding): boolean => health === 'bad';
