/** A failure that whoever started the command can do something about: no stack trace is shown. */
export class Failure extends Error {
  /** What to do now, as a whole sentence. */
  readonly cure: string;
  readonly exitCode: 1 | 2;

  constructor(problem: string, cure: string, exitCode: 1 | 2 = 1) {
    super(problem);
    this.name = 'Failure';
    this.cure = cure;
    this.exitCode = exitCode;
  }
}

/** The command line itself is wrong. */
export function usage(problem: string, cure: string): Failure {
  return new Failure(problem, cure, 2);
}
