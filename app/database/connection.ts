import type { ClientConfig } from 'pg';
import type { DatabaseConfig } from './environment';

/**
 * How to reach and sign in to PostgreSQL: by the URL as it stands, or as its user with an IAM token.
 * The AWS parts are loaded only where they are asked for: a start without them stays quick.
 */
export async function connection(config: DatabaseConfig): Promise<ClientConfig> {
  if (config.DATABASE_AUTH === 'password') return { connectionString: config.DATABASE_URL };
  const { iamPassword } = await import('./iam-password');
  const address = addressOf(config.DATABASE_URL);
  return {
    ...address,
    // A function: pg calls it for every connection that it opens, so no token is ever too old.
    password: iamPassword({ ...address, region: config.AWS_REGION }),
    ssl: await tlsOf(config.DATABASE_URL),
  };
}

/**
 * The same, asked for at each connection and made once: what signs IAM tokens keeps its own credentials,
 * and an outage with many attempts is no time to fetch them for each.
 * @param name seen in pg_stat_activity; PostgreSQL cuts it at 63 bytes
 */
export function clientConfig(config: DatabaseConfig, name: string): () => Promise<ClientConfig> {
  let made: Promise<ClientConfig> | undefined;
  return async () => {
    made ??= connection(config);
    return {
      ...(await made),
      application_name: name,
      // Servers and databases vanish without closing their sockets.
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
    };
  };
}

/** The parts of the URL. Its password, if any, is left out. */
export function addressOf(databaseUrl: string) {
  const { hostname, port, username, pathname } = new URL(databaseUrl);
  return {
    host: hostname,
    port: Number(port) || 5432,
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

/** Verified TLS to RDS, unless the URL says sslmode=disable. */
export async function tlsOf(databaseUrl: string) {
  if (new URL(databaseUrl).searchParams.get('sslmode') === 'disable') return false;
  return (await import('./rds-tls')).rdsTls();
}
