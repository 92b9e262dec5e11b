/** PostgreSQL can't be reached or can't serve now. Answered with 503 and Retry-After. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  readonly statusCode = 503;
  /** Seconds. A failover of RDS Multi-AZ takes about a minute; a full pool is free again in moments. */
  readonly retryAfter = 5;

  constructor(cause: unknown) {
    super('The database is not available', { cause });
  }
}

/** Network errors of Node. */
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/**
 * SQLSTATEs that say that it is the server's hour, not the statement, that is wrong: connection
 * exceptions (08), insufficient resources (53), shut down or starting (57P), statement timeout
 * (57014), read-only after a failover (25006).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQLSTATE = /^(08...|53...|57P..|57014|25006)$/;

/** What pg throws without any code. */
const MESSAGE =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error)/;

/** Whether the error says that PostgreSQL is away, rather than that a statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as Error & { code?: string };
  return NETWORK.test(code) || SQLSTATE.test(code) || MESSAGE.test(error.message);
}
