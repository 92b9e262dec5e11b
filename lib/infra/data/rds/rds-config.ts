import type { EnvironmentConfig } from '../../config';
import { checkBackupDays, checkPool } from '../postgres';
import { databaseClasses, maxConnections } from './rds-classes';
import type { DatabaseClass } from './rds-classes';

/** The largest disk of RDS. */
const mostStorageGiB = 65_536;

export interface RdsDatabaseConfig {
  /** RDS class; its memory bounds the connections. Changing it reboots the database. */
  readonly class: DatabaseClass;
  /** A standby in another zone, taken over to within one or two minutes. Doubles the price of the class and the storage. */
  readonly multiAz: boolean;
  /**
   * Copies that only read (0 to 10), each of the same class with a disk of its own, at the price of
   * one without a standby. They follow by milliseconds, under load by seconds. Servers ask them for
   * what is asked for by `read` (`app/database/database.ts`) and for nothing else: none of them is
   * of use before somebody writes such a route, and none takes over from a lost database, which is
   * what `multiAz` is for. With the first one the master password is no longer rotated: RDS does that
   * only for a database that has none.
   */
  readonly readReplicas: number;
  /** First size of the disk in GiB (gp3, at least 20). It can grow, never shrink. */
  readonly storageGiB: number;
  /** The disk grows by itself up to this many GiB. */
  readonly maxStorageGiB: number;
  /** Days that a restore to any second may reach back (1 to 35). Beyond the disk's own size, backups are billed per GB. */
  readonly backupDays: number;
  /**
   * Connections that each server may open in all, at least 6. Pool × (2 × `servers.max` +
   * `servers.warmPool`) must stay below what the class allows, as a rollout doubles the fleet.
   */
  readonly poolSize: number;
}

/** What can't work in `database`, each problem starting with the field. */
export function checkRdsDatabase(
  database: RdsDatabaseConfig,
  environment: EnvironmentConfig,
): string[] {
  if (!Object.hasOwn(databaseClasses, database.class)) {
    return [
      `database.class: ${database.class} is not one of ${Object.keys(databaseClasses).join(', ')}.`,
    ];
  }
  const problems = checkPool(database.poolSize, environment, maxConnections(database.class), {
    now: database.class,
    setting: 'database.class',
  });
  // RDS allows more; one alarm looks at ten metrics at most, here one for each replica.
  const { readReplicas } = database;
  if (!Number.isInteger(readReplicas) || readReplicas < 0 || readReplicas > 10) {
    problems.push(`database.readReplicas: ${readReplicas} is not a whole number from 0 to 10.`);
  }
  const { storageGiB, maxStorageGiB } = database;
  if (!Number.isInteger(storageGiB) || storageGiB < 20) {
    problems.push(`database.storageGiB: ${storageGiB} must be a whole number of at least 20.`);
  }
  // RDS refuses a limit that leaves less than a tenth to grow.
  if (!Number.isInteger(maxStorageGiB) || maxStorageGiB < storageGiB * 1.1) {
    problems.push(
      `database.maxStorageGiB: ${maxStorageGiB} must be a whole number, at least a tenth above storageGiB (${storageGiB}).`,
    );
  } else if (maxStorageGiB > mostStorageGiB) {
    problems.push(
      `database.maxStorageGiB: ${maxStorageGiB} is more than the ${mostStorageGiB} of the largest disk.`,
    );
  }
  return [...problems, ...checkBackupDays(database.backupDays)];
}
