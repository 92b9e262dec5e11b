import { type Logger, type LoggerOptions, pino, stdSerializers } from 'pino';
import type { Config } from './config';

/** JSON lines on standard output, written at once: none is lost when the process ends. */
export function createLog(config: Pick<Config, 'LOG_LEVEL' | 'SERVER_ID'>): Logger {
  return pino(logOptions(config));
}

export function logOptions(config: Pick<Config, 'LOG_LEVEL' | 'SERVER_ID'>): LoggerOptions {
  return {
    level: config.LOG_LEVEL,
    base: { server: config.SERVER_ID },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { err: errorWithoutValues },
  };
}

/**
 * The type, message and stack of an error and of its cause, and a code where there is one. Not its
 * other fields: PostgreSQL puts rows into `detail` ("Key (email)=(ann@example.com) already exists").
 */
function errorWithoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code } = stdSerializers.err(error);
  return { type, message, stack, code: code as unknown };
}
