import type { ExitName } from './exit-codes';

/** What `--json` adds to an error, for programs to act on. */
export interface FailureDetails {
  /** Names of the options to give or to change. */
  readonly options?: readonly string[];
  /** Paths in the project's folder that are in the way. */
  readonly conflicts?: readonly string[];
}

/** The one kind of error that a user sees: what is wrong, with the value, and the cure. */
export class Failure extends Error {
  constructor(
    readonly exit: ExitName,
    readonly problem: string,
    readonly cure: string,
    readonly details: FailureDetails = {},
  ) {
    super(cure ? `${problem} ${cure}` : problem);
    this.name = 'Failure';
  }
}

export function usage(problem: string, cure: string, option?: string): Failure {
  return new Failure('usage', problem, cure, option ? { options: [option] } : {});
}
