/**
 * Something that the user can mend. Its message is shown as it is; all other errors are shown in
 * general words.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** The HTTP status, 4xx. */
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}
