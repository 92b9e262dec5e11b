import type { EnvironmentConfig } from '../../config';
import { checkBackupDays, checkPool, connectionsFor } from '../postgres';

export interface AuroraDatabaseConfig {
  /**
   * Least capacity of each instance in ACUs, in steps of 0.5; an ACU is about 2 GiB of memory with
   * CPU to match, billed per hour. What the traffic needs in its quiet hours: from little Aurora
   * grows slowly, with a cold cache. Performance Insights runs from 2 on. With 0 an instance that
   * nobody is connected to pauses, and the first request after a pause fails: waking takes about
   * 15 seconds.
   */
  readonly minCapacity: number;
  /**
   * Most capacity of each instance in ACUs: the most that an hour can cost, and the memory that
   * bounds the connections. Changing it takes a reboot of the instances to let in more of these.
   */
  readonly maxCapacity: number;
  /**
   * Instances beside the writer, in other zones, one of which takes over within about half a
   * minute. Each is billed for the capacity of the writer, which it follows. With none a lost
   * writer is made anew, which takes about ten minutes. Servers ask them for what is asked for by
   * `read` (`app/database/database.ts`), and for nothing else.
   */
  readonly readers: number;
  /** Days that a restore to any second may reach back (1 to 35). Beyond the first day backups are billed per GB. */
  readonly backupDays: number;
  /**
   * Connections that each server may open in all, at least 6. Pool × (2 × `servers.max` +
   * `servers.warmPool`) must stay below what `maxCapacity` allows, as a rollout doubles the fleet.
   */
  readonly poolSize: number;
}

/**
 * `max_connections` that this project sets for a range of capacity: by its upper end, as Aurora's
 * own default. Below a least capacity of 1 Aurora allows 2000 at most.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
 */
export function maxConnections({ minCapacity, maxCapacity }: AuroraDatabaseConfig): number {
  const connections = connectionsFor(maxCapacity * 2);
  return minCapacity < 1 ? Math.min(2000, connections) : connections;
}

/** What can't work in `database`, each problem starting with the field. */
export function checkAuroraDatabase(
  database: AuroraDatabaseConfig,
  environment: EnvironmentConfig,
): string[] {
  const { minCapacity, maxCapacity, readers } = database;
  const problems: string[] = [];
  const isStep = (capacity: number): boolean => Number.isInteger(capacity * 2);
  if (!isStep(minCapacity) || minCapacity < 0 || minCapacity > 256) {
    problems.push(`database.minCapacity: ${minCapacity} must be 0 to 256, in steps of 0.5.`);
  }
  if (!isStep(maxCapacity) || maxCapacity < 1 || maxCapacity > 256) {
    problems.push(`database.maxCapacity: ${maxCapacity} must be 1 to 256, in steps of 0.5.`);
  } else if (maxCapacity < minCapacity) {
    problems.push(
      `database.maxCapacity: ${maxCapacity} is below database.minCapacity (${minCapacity}).`,
    );
  }
  if (!Number.isInteger(readers) || readers < 0 || readers > 15) {
    problems.push(`database.readers: ${readers} is not a whole number from 0 to 15.`);
  }
  return [
    ...problems,
    ...checkPool(database.poolSize, environment, maxConnections(database), {
      now: `a database of ${maxCapacity} ACUs`,
      setting: 'database.maxCapacity',
    }),
    ...checkBackupDays(database.backupDays),
  ];
}
