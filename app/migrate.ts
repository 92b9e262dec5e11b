import { migrate } from './database/migrate';
import { EnvironmentError } from './environment';
import { createLog } from './log';

/** `node server.js migrate`: exit code 0 when the schema is up to date, else 1 and why. */
export async function migrateCommand(): Promise<void> {
  const log = createLog({ LOG_LEVEL: 'info', SERVER_ID: 'migrate' });
  try {
    const names = await migrate(process.env, log);
    log.info({ migrations: names }, names.length > 0 ? 'schema changed' : 'schema is up to date');
  } catch (error) {
    process.exitCode = 1;
    // A wrong environment needs no stack.
    if (error instanceof EnvironmentError) log.fatal(error.message);
    else log.fatal({ err: error }, 'the schema could not be brought up to date');
  }
}
