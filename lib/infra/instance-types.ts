/** EC2 types that a server may be: Graviton first, as it does the same work for less. */
export const serverTypes = {
  't4g.micro': { architecture: 'arm64' },
  't4g.small': { architecture: 'arm64' },
  't4g.medium': { architecture: 'arm64' },
  't4g.large': { architecture: 'arm64' },
  'm7g.medium': { architecture: 'arm64' },
  'm7g.large': { architecture: 'arm64' },
  'm7g.xlarge': { architecture: 'arm64' },
  'c7g.medium': { architecture: 'arm64' },
  'c7g.large': { architecture: 'arm64' },
  'c7g.xlarge': { architecture: 'arm64' },
  't3.micro': { architecture: 'x86_64' },
  't3.small': { architecture: 'x86_64' },
  't3.medium': { architecture: 'x86_64' },
  'm7i.large': { architecture: 'x86_64' },
  'm7i.xlarge': { architecture: 'x86_64' },
  'c7i.large': { architecture: 'x86_64' },
  'c7i.xlarge': { architecture: 'x86_64' },
} as const;

export type ServerType = keyof typeof serverTypes;

/** RDS classes for PostgreSQL, with their memory in GiB. */
export const databaseClasses = {
  'db.t4g.micro': { memoryGiB: 1 },
  'db.t4g.small': { memoryGiB: 2 },
  'db.t4g.medium': { memoryGiB: 4 },
  'db.t4g.large': { memoryGiB: 8 },
  'db.m7g.large': { memoryGiB: 8 },
  'db.m7g.xlarge': { memoryGiB: 16 },
  'db.m7g.2xlarge': { memoryGiB: 32 },
  'db.r7g.large': { memoryGiB: 16 },
  'db.r7g.xlarge': { memoryGiB: 32 },
} as const;

export type DatabaseClass = keyof typeof databaseClasses;

/**
 * `max_connections` that this project sets for a database class. RDS's own default is memory /
 * 9531392 bytes of what the system leaves over; 70 % of that on the nominal memory is below it for
 * every class, and a number that we set is one that a test can hold the pools against.
 */
export function maxConnections(databaseClass: DatabaseClass): number {
  const bytes = databaseClasses[databaseClass].memoryGiB * 1024 ** 3;
  return Math.min(5000, Math.floor((bytes / 9_531_392) * 0.7));
}

/** Connections kept for RDS itself, the migration step and an operator. */
export const reservedConnections = 15;
