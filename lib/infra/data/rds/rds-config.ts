import type { EnvironmentConfig } from '../../config';
import { checkBackupDays, checkPool } from '../postgres';
import { databaseClasses, maxConnections } from './rds-classes';
import type { DatabaseClass } from './rds-classes';

export interface RdsDatabaseConfig {
  /** RDS class; its memory bounds the connections. Changing it reboots the database. */
  readonly class: DatabaseClass;
  /** A standby in another zone, taken over to within one or two minutes. Doubles the price of the class and the storage. */
  readonly multiAz: boolean;
  /** First size of the disk in GiB (gp3, at least 20). It can grow, never shrink. */
  readonly storageGiB: number;
  /** The disk grows by itself up to this many GiB. */
  readonly maxStorageGiB: number;
  /** Days that a restore to any second may reach back (1 to 35). Beyond the disk's own size, backups are billed per GB. */
  readonly backupDays: number;
  /**
   * Connections that each server may open in all, at least 6. Pool × 2 × `servers.max` must stay
   * below what the class allows, as a rollout doubles the fleet.
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
  if (database.storageGiB < 20) {
    problems.push(`database.storageGiB: ${database.storageGiB} must be at least 20.`);
  }
  // RDS refuses a limit that leaves less than a tenth to grow.
  if (database.maxStorageGiB < database.storageGiB * 1.1) {
    problems.push(
      `database.maxStorageGiB: ${database.maxStorageGiB} must be at least a tenth above storageGiB (${database.storageGiB}).`,
    );
  }
  return [...problems, ...checkBackupDays(database.backupDays)];
}
