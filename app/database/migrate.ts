import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import type { Logger } from 'pino';
import { type Environment, type Values, readEnvironment, text } from '../environment';
import { addressOf, connection, tlsOf } from './connection';
import { databaseEnvironment } from './environment';
import { grantLeastPrivilege } from './server-role';

const migrateEnvironment = {
  ...databaseEnvironment,
  DATABASE_ADMIN_SECRET_ARN: text('the secret of the master user, who changes the schema', {
    default: '',
  }),
};

/** Any number, as long as every release of this app uses the same. */
const LOCK = 7_241_865_325;

/**
 * Brings the schema up to this release. Any number of servers may try at once: one does it, the
 * others wait for it and find nothing left to do. A database that is ahead (a rollback) is left alone.
 *
 * With DATABASE_ADMIN_SECRET_ARN it signs in as the master user, and makes the role that the
 * servers use (the user in DATABASE_URL); otherwise it uses DATABASE_URL as it is.
 * @returns the names of the migrations that it ran
 */
export async function migrate(
  environment: Environment,
  log: Pick<Logger, 'warn'>,
): Promise<string[]> {
  const config = readEnvironment(migrateEnvironment, environment);
  const client = new Client({
    ...(config.DATABASE_ADMIN_SECRET_ARN === ''
      ? await connection(config)
      : await adminConnection(config)),
    application_name: 'app migrate',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  await client.connect();
  try {
    // node-pg-migrate has a lock too, but the role must be made under the same one.
    await client.query(`SET lock_timeout = '10min'`);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    // A change that must wait for a long transaction blocks everyone behind it: give up instead.
    await client.query(`SET lock_timeout = '10s'`);
    const names = await runMigrations(client, log);
    if (config.DATABASE_ADMIN_SECRET_ARN !== '') {
      await grantLeastPrivilege(client, addressOf(config.DATABASE_URL).user);
    }
    return names;
  } finally {
    // Ends the lock too, whatever state the connection is in.
    await client.end();
  }
}

async function runMigrations(client: Client, log: Pick<Logger, 'warn'>): Promise<string[]> {
  const { runner } = await import('node-pg-migrate');
  const quiet = { info: () => {}, warn: (line: string) => log.warn(line), error: () => {} };
  const migrations = await runner({
    dbClient: client,
    // Beside this file in the sources, beside server.js in the bundle.
    dir: join(__dirname, 'migrations'),
    // All that is no SQL.
    ignorePattern: '(?!.*\\.sql$).*',
    direction: 'up',
    migrationsTable: 'done',
    // A schema of its own, so that what is granted on the app's tables never covers it.
    migrationsSchema: 'migrations',
    createMigrationsSchema: true,
    noLock: true,
    singleTransaction: false,
    logger: quiet,
  });
  return migrations.map((migration) => migration.name);
}

async function adminConnection(config: Values<typeof migrateEnvironment>): Promise<ClientConfig> {
  const { adminSecret } = await import('./admin-secret');
  return {
    ...addressOf(config.DATABASE_URL),
    ...(await adminSecret(config.DATABASE_ADMIN_SECRET_ARN)),
    ssl: await tlsOf(config.DATABASE_URL),
  };
}
