import { connectionsFor } from '../postgres';

/**
 * RDS classes for PostgreSQL, with their memory in GiB, all of Graviton: t4g, which can be fast for a
 * while and pays for more, m7g, and r7g with twice its memory.
 */
export const databaseClasses = {
  'db.t4g.micro': { memoryGiB: 1 },
  'db.t4g.small': { memoryGiB: 2 },
  'db.t4g.medium': { memoryGiB: 4 },
  'db.t4g.large': { memoryGiB: 8 },
  'db.m7g.large': { memoryGiB: 8 },
  'db.m7g.xlarge': { memoryGiB: 16 },
  'db.m7g.2xlarge': { memoryGiB: 32 },
  'db.m7g.4xlarge': { memoryGiB: 64 },
  'db.r7g.large': { memoryGiB: 16 },
  'db.r7g.xlarge': { memoryGiB: 32 },
  'db.r7g.2xlarge': { memoryGiB: 64 },
  'db.r7g.4xlarge': { memoryGiB: 128 },
} as const;

export type DatabaseClass = keyof typeof databaseClasses;

/** `max_connections` that this project sets for a database class. */
export function maxConnections(databaseClass: DatabaseClass): number {
  return connectionsFor(databaseClasses[databaseClass].memoryGiB);
}

/** Whether its CPU runs on credits. */
export function isBurstable(databaseClass: DatabaseClass): boolean {
  return databaseClass.startsWith('db.t');
}
