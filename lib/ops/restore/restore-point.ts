import { Failure } from '../failure';

/** What there is to restore from. */
export interface RestorePoint {
  /** The state of the data that it brings back. */
  readonly dataOf: Date;
  /** None: the newest moment. */
  readonly snapshot?: string;
}

/** @throws Failure it has no backups */
export function newestMoment(database: string, latest: Date | undefined): RestorePoint {
  if (latest) return { dataOf: latest };
  throw new Failure(
    `${database} has no backups yet.`,
    'Set database.backupDays to at least 1, deploy, and wait for the first.',
  );
}

/** What AWS says of a snapshot, of whatever kind. */
export interface Snapshot {
  readonly name: string | undefined;
  readonly status: string | undefined;
  readonly taken: Date | undefined;
}

/** @throws Failure none is whole */
export function newestSnapshot(database: string, all: readonly Snapshot[]): RestorePoint {
  const [newest] = all
    .flatMap(({ name, status, taken }) =>
      status === 'available' && name !== undefined && taken !== undefined
        ? [{ snapshot: name, dataOf: taken }]
        : [],
    )
    .toSorted((a, b) => b.dataOf.getTime() - a.dataOf.getTime());
  if (newest) return newest;
  throw new Failure(
    `There is no snapshot of ${database}.`,
    'Take one with npm run snapshot, or leave --from snapshot out.',
  );
}

/** `restore my-app-dev to its newest moment, 4 minutes ago` */
export function inWords(database: string, { snapshot }: RestorePoint, age: string): string {
  const from = snapshot ? `from its snapshot ${snapshot}` : 'to its newest moment';
  return `restore ${database} ${from}, ${age}`;
}
