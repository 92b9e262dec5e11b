import { type Logger, type LoggerOptions, destination, pino, stdSerializers } from 'pino';
import type { Config } from './config';

/**
 * JSON lines on standard output, each written before the next step of the program. Left to Node's thread
 * pool, which is pino's way unless told, a line still in there when the process ends is lost, or comes
 * after those that followed it. It also costs more.
 */
export function createLog(config: Pick<Config, 'LOG_LEVEL' | 'SERVER_ID'>): Logger {
  return pino(logOptions(config), destination({ dest: 1, sync: true }));
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
 * other fields: a driver may put into them what somebody typed, an e-mail address say.
 */
function errorWithoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, code } = stdSerializers.err(error);
  return { type, message, stack, code: code as unknown };
}
