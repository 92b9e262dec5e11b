/** The session store can't be reached, or can't serve now. Nobody is signed out by it. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly statusCode = 503;
  /** Seconds. Work goes on within a second of the store's return. */
  readonly retryAfter = 1;

  constructor(cause?: unknown) {
    super('The session store is not available', { cause });
  }
}

/**
 * The session was signed out, or got a new id, while this request ran. Nothing of the request was
 * stored: a slow request can't bring back what was ended. Sent again, it runs with the cookie of now.
 */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
  readonly statusCode = 409;

  constructor() {
    super('The session ended while this request ran');
  }
}

/** The session would get larger than its carrier keeps. Nothing of the change was stored. */
export class SessionTooLargeError extends Error {
  override readonly name = 'SessionTooLargeError';
  readonly statusCode = 413;

  /** @param key the largest of the keys that the request changed */
  constructor(
    readonly key: string,
    readonly maxBytes: number,
  ) {
    super(`Session key "${key}": the session would be larger than ${maxBytes} bytes`);
  }
}

/** `increment` met a stored value that isn't a whole number, or the sum isn't an exact one any more. */
export class NotAnIntegerError extends Error {
  override readonly name = 'NotAnIntegerError';
  readonly statusCode = 500;

  constructor(readonly key: string) {
    super(`Session key "${key}": only whole numbers up to 2^53 - 1 can be incremented`);
  }
}
