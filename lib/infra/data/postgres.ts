import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { EnvironmentConfig } from '../config';
import type { StoreDefinition } from '../store';

/** What is the same for PostgreSQL however AWS runs it. */
export const postgres = {
  id: 'Database',
  port: { number: 5432, of: 'Database', traffic: 'PostgreSQL over TLS' },
  // For the migration step, which reads the master's password.
  apis: { SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER },
} satisfies Partial<StoreDefinition>;

/** The role that servers sign in as; the migration step makes it. */
export const serverRole = 'app';
export const databaseName = 'app';

/** Connections kept for RDS itself, the migration step and an operator. */
const reservedConnections = 15;

/** Refuses connections in the clear. Where there are two, a setting of the cluster, not of its instances. */
export const tlsParameters = { 'rds.force_ssl': '1' };

/** Settings of PostgreSQL that hold for every size of it. */
export const parameters = {
  // Servers vanish without closing their sockets.
  tcp_keepalives_idle: '30',
  tcp_keepalives_interval: '10',
  tcp_keepalives_count: '3',
  idle_in_transaction_session_timeout: '60000',
  log_lock_waits: '1',
  log_min_duration_statement: '1000',
};

/**
 * `max_connections` for so much memory. RDS's own default is memory / 9531392 bytes of what the
 * system leaves over; 70 % of that on the nominal memory is below it for every size, and a number
 * that we set is one that a test can hold the pools against.
 */
export function connectionsFor(memoryGiB: number): number {
  return Math.min(5000, Math.floor(((memoryGiB * 1024 ** 3) / 9_531_392) * 0.7));
}

/**
 * Fewest connections that a server works with: two for queries that may take long, and four for the
 * brief statements that requests wait for, where there are such.
 */
const leastPool = 6;

/**
 * What can't work in a pool.
 * @param maxConnections of the database, of which some are reserved
 * @param size of the database in words, and the setting that raises it
 */
export function checkPool(
  poolSize: number,
  { servers }: EnvironmentConfig,
  maxConnections: number,
  size: { readonly now: string; readonly setting: string },
): string[] {
  if (!Number.isInteger(poolSize) || poolSize < leastPool) {
    return [`database.poolSize: ${poolSize} must be a whole number of at least ${leastPool}.`];
  }
  // A rollout doubles the fleet, and a server for the warm pool connects while it is prepared.
  const fleet = 2 * servers.max + servers.warmPool;
  const needed = poolSize * fleet;
  const allowed = maxConnections - reservedConnections;
  return needed <= allowed
    ? []
    : [
        `database.poolSize: ${poolSize} connections × ${fleet} servers in a rollout = ${needed}, but ${size.now} has ${allowed} for them. Lower poolSize or servers.max, or take a larger ${size.setting}.`,
      ];
}

export function checkBackupDays(backupDays: number): string[] {
  return Number.isInteger(backupDays) && backupDays >= 1 && backupDays <= 35
    ? []
    : [`database.backupDays: ${backupDays} is not a whole number from 1 to 35.`];
}

/** What servers and their migration step need to know to reach the database. */
export function serverEnvironment(database: {
  readonly host: string;
  readonly poolSize: number;
  readonly masterSecretArn: string;
  /** Addresses that only read: of each replica, or one that leads to any of them. */
  readonly replicas: readonly string[];
}): Record<string, string> {
  return {
    DATABASE_URL: `postgres://${serverRole}@${database.host}:${postgres.port.number}/${databaseName}?sslmode=verify-full`,
    DATABASE_AUTH: 'iam',
    DATABASE_POOL_SIZE: String(database.poolSize),
    ...(database.replicas.length === 0
      ? {}
      : {
          DATABASE_REPLICAS: database.replicas
            .map((host) => `${host}:${postgres.port.number}`)
            .join(','),
        }),
    DATABASE_ADMIN_SECRET_ARN: database.masterSecretArn,
  };
}

/** Lets `grantee` read the master's password, which the migration step needs. */
export function grantMigrate(grantee: IGrantable, masterSecretArn: string): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [masterSecretArn],
    }),
  );
}
