/** A request that has ended. */
export interface LoggedRequest {
  /** Seconds since the drill began, at its end. */
  readonly at: number;
  readonly milliseconds: number;
  /** Why it failed; undefined if it was answered as it should. */
  readonly cause: string | undefined;
}

/** Every request of a drill, in the order of their ends. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];
  /** Requests that a limit of the app put off (429): a drill that goes too fast, and no failure. */
  heldBack = 0;
  failed = 0;

  add(request: LoggedRequest): void {
    this.requests.push(request);
    if (request.cause !== undefined) this.failed++;
  }
}
