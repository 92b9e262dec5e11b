import { isNativeError } from 'node:util/types';

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
 * SQLSTATEs that say that the server is away: connection exceptions (08), shut down or starting (57P),
 * read-only after a failover (25006).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const AWAY = /^(08...|57P..|25006)$/;

/** Insufficient resources (53), statement timeout (57014): it is there, and can't do this now. */
const OVERLOADED = /^(53...|57014)$/;

/** What pg, and what stands beside this file, throws without any code when a connection is gone. */
const LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|PostgreSQL does not answer$|This PostgreSQL is read-only)/;

/** What they throw without any code when all connections are busy, or the answer is late. */
const LATE =
  /^(timeout exceeded when trying to connect|Query read timeout|PostgreSQL does not answer in time)/;

/** Whether the error says that it is the server's hour, not the statement, that is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  return seemsAway(error) || OVERLOADED.test(codeOf(error)) || LATE.test(error.message);
}

/** Whether the error says that there may be no PostgreSQL any more: others would meet the same. */
export function seemsAway(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const code = codeOf(error);
  return NETWORK.test(code) || AWAY.test(code) || LOST.test(error.message);
}

/** Refused by a primary that has become a replica, which doesn't close what is connected to it. */
export function isReadOnly(error: unknown): boolean {
  return isNativeError(error) && codeOf(error) === '25006';
}

/**
 * Ended by a replica that could not both answer and follow the primary, which had removed what was
 * being read.
 */
export function isRecoveryConflict(error: unknown): boolean {
  return isNativeError(error) && /conflict with recovery$/.test(error.message);
}

function codeOf(error: Error & { code?: string }): string {
  return error.code ?? '';
}
